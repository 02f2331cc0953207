package io.wherry.ovirt.inventory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Tells a listener rows that read differently than before, and those that have gone. */
final class Teller {
  private final InventoryListener listener;
  private final Map<String, InventoryRow> told = new HashMap<>();

  Teller(InventoryListener listener) {
    this.listener = listener;
  }

  /** Compares all rows with what was told. */
  void tell(Estate estate, RowBuilder rows) {
    Set<String> present = new HashSet<>();
    for (Kind kind : Kind.values()) {
      for (Thing thing : estate.all(kind)) {
        String key = kind.collection() + "/" + thing.id();
        present.add(key);
        tell(key, kind, thing, rows);
      }
    }
    List<String> gone = told.keySet().stream().filter(k -> !present.contains(k)).toList();
    for (String key : gone) {
      InventoryRow row = told.remove(key);
      if (row != null) {
        listener.remove(row.collection(), row.id());
      }
    }
  }

  private void tell(String key, Kind kind, Thing thing, RowBuilder rows) {
    InventoryRow before = told.get(key);
    int revision = before == null ? 1 : before.atDetail(0).path("revision").asInt();
    InventoryRow row = rows.row(kind, thing, revision);
    if (before != null && before.equals(row)) {
      return;
    }
    if (before != null) {
      // The row is ours until it is told.
      Stream.concat(row.levels().stream(), Stream.of(row.workload()))
          .forEach(level -> bump(level, revision + 1));
    }
    told.put(key, row);
    listener.put(row);
  }

  private static void bump(ObjectNode level, int revision) {
    level.put("revision", revision);
  }
}
