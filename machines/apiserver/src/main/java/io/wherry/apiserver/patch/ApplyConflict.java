package io.wherry.apiserver.patch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** An apply was refused because other writers own fields that it would change. */
public final class ApplyConflict extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldConflict> conflicts;

  ApplyConflict(List<FieldConflict> conflicts) {
    super(message(conflicts), null, false, false);
    this.conflicts = List.copyOf(conflicts);
  }

  /** The fields and their owners. */
  public List<FieldConflict> conflicts() {
    return conflicts;
  }

  private static String message(List<FieldConflict> conflicts) {
    if (conflicts.size() == 1) {
      FieldConflict only = conflicts.getFirst();
      return "Apply failed with 1 conflict: conflict with " + only.owner() + ": " + only.field();
    }
    Map<String, StringBuilder> byOwner = new LinkedHashMap<>();
    for (FieldConflict conflict : conflicts) {
      byOwner
          .computeIfAbsent(conflict.owner(), _ -> new StringBuilder())
          .append("\n- ")
          .append(conflict.field());
    }
    StringJoiner text = new StringJoiner("\n");
    byOwner.forEach((owner, fields) -> text.add("conflicts with " + owner + ":" + fields));
    return "Apply failed with " + conflicts.size() + " conflicts: " + text;
  }
}
