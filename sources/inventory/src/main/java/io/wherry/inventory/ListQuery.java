package io.wherry.inventory;

import io.wherry.problems.InvalidRequest;
import io.wherry.spi.InventoryRow;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of lists.
 *
 * @source inventory-and-providers.md 1.3
 */
record ListQuery(int detail, Optional<String> name, int offset, int limit) {
  /**
   * @throws InvalidRequest a parameter is no number
   */
  static ListQuery of(InventoryRequest request) {
    return new ListQuery(
        detail(request),
        request.parameter("name").filter(n -> !n.isEmpty()),
        number(request, "offset", 0),
        number(request, "limit", Integer.MAX_VALUE));
  }

  private static int detail(InventoryRequest request) {
    return request.parameter("detail").filter("all"::equals).isPresent()
        ? Integer.MAX_VALUE
        : number(request, "detail", 0);
  }

  private static int number(InventoryRequest request, String name, int whenMissing) {
    Optional<String> text = request.parameter(name);
    if (text.isEmpty()) {
      return whenMissing;
    }
    try {
      return Math.max(0, Integer.parseInt(text.get()));
    } catch (NumberFormatException e) {
      throw new InvalidRequest("The parameter " + name + " must be a whole number.", e);
    }
  }

  List<InventoryRow> apply(List<InventoryRow> rows) {
    List<InventoryRow> named = name.map(n -> NameFilter.of(n).keep(rows)).orElse(rows);
    return named.stream().skip(offset).limit(limit).toList();
  }
}
