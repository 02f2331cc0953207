package io.wherry.vsphere.inventory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import io.wherry.vsphere.soap.MoRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells a listener rows that read differently than before, and those that have gone. */
final class Teller {
  private final InventoryListener listener;
  private final Map<MoRef, InventoryRow> told = new HashMap<>();

  Teller(InventoryListener listener) {
    this.listener = listener;
  }

  /** Tells what has changed of these objects. */
  void tell(Estate estate, RowBuilder rows, List<MoRef> dirty) {
    for (MoRef ref : dirty) {
      if (estate.has(ref)) {
        tell(estate.get(ref), rows);
      } else {
        remove(ref);
      }
    }
  }

  private void tell(Facts facts, RowBuilder rows) {
    InventoryRow before = told.get(facts.ref());
    int revision = before == null ? 1 : before.atDetail(0).path("revision").asInt();
    Optional<InventoryRow> now = rows.row(facts, revision);
    if (now.isEmpty()) {
      remove(facts.ref());
      return;
    }
    InventoryRow row = now.get();
    if (before != null && before.equals(row)) {
      return;
    }
    if (before != null) {
      // The row is ours until it is told.
      row.levels().forEach(level -> bump(level, revision + 1));
    }
    InventoryRow _ = told.put(facts.ref(), row);
    listener.put(row);
  }

  private static void bump(ObjectNode level, int revision) {
    ObjectNode _ = level.put("revision", revision);
  }

  private void remove(MoRef ref) {
    InventoryRow gone = told.remove(ref);
    if (gone != null) {
      listener.remove(gone.collection(), gone.id());
    }
  }

  /** Removes what the source does not have any more, after it was read anew. */
  void keepOnly(Set<MoRef> present) {
    List<MoRef> gone = told.keySet().stream().filter(r -> !present.contains(r)).toList();
    gone.forEach(this::remove);
  }
}
