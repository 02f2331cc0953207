package io.wherry.inventory;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A GET request to the inventory, whatever server took it.
 *
 * @param path decoded, below the service's root: {@code /providers/ova}
 * @param query decoded parameters
 * @param token bearer token of the caller; empty when there is none
 * @param watch value of the header {@code X-Watch}; empty when it is missing
 */
public record InventoryRequest(
    String path, Map<String, List<String>> query, String token, String watch) {

  /** First value of the parameter. */
  Optional<String> parameter(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** Segments of the path; a trailing slash makes no difference. */
  List<String> segments() {
    return List.of(path.split("/")).stream().filter(s -> !s.isEmpty()).toList();
  }

  boolean wantsWatch() {
    return !watch.isEmpty();
  }
}
