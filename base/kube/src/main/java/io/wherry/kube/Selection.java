package io.wherry.kube;

import java.util.Map;

/**
 * Which objects of a kind.
 *
 * @param namespace empty for all namespaces
 * @param labels exact matches, all must hold
 */
public record Selection(String namespace, Map<String, String> labels) {
  /** Every object of the kind. */
  public static final Selection ALL = new Selection("", Map.of());

  public static Selection in(String namespace) {
    return new Selection(namespace, Map.of());
  }

  public static Selection labelled(String namespace, Map<String, String> labels) {
    return new Selection(namespace, labels);
  }
}
