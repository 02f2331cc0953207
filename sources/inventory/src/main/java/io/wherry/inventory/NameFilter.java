package io.wherry.inventory;

import io.wherry.spi.InventoryRow;
import java.util.List;

/**
 * What {@code ?name=} keeps: the last segment must be the row's name; a path decides between
 * several.
 *
 * @source inventory-and-providers.md 1.3
 */
record NameFilter(String wanted, String last) {
  static NameFilter of(String wanted) {
    return new NameFilter(wanted, wanted.substring(wanted.lastIndexOf('/') + 1));
  }

  List<InventoryRow> keep(List<InventoryRow> rows) {
    List<InventoryRow> named = rows.stream().filter(r -> r.name().equals(last)).toList();
    if (named.isEmpty() && !wanted.equals(last)) {
      // Names may contain slashes themselves.
      return rows.stream().filter(r -> r.name().equals(wanted)).toList();
    }
    if (named.size() < 2 || wanted.equals(last)) {
      return named;
    }
    String suffix = wanted.startsWith("/") ? wanted.substring(1) : wanted;
    return named.stream()
        .filter(r -> r.path().equals(suffix) || r.path().endsWith("/" + suffix))
        .toList();
  }
}
