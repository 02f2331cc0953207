package io.wherry.vmimport.model;

import com.fasterxml.jackson.databind.JsonNode;

/** The {@code spec.provider} block of plans and maps. */
public record ProviderPair(NamespacedRef source, NamespacedRef destination) {

  /** Reads the block; missing namespaces are the one of the object it stands in. */
  public static ProviderPair of(JsonNode node, String defaultNamespace) {
    return new ProviderPair(
        NamespacedRef.of(node.path("source"), defaultNamespace),
        NamespacedRef.of(node.path("destination"), defaultNamespace));
  }
}
