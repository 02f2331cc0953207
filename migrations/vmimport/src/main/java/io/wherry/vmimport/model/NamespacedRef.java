package io.wherry.vmimport.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.KindRef;
import io.wherry.resources.ResourceKey;

/** Names one Kubernetes object of a kind known from the context. Empty name means "not given". */
public record NamespacedRef(String namespace, String name) {

  /** Reads an ObjectReference; a missing namespace is the one of the object that refers. */
  public static NamespacedRef of(JsonNode node, String defaultNamespace) {
    String namespace = node.path("namespace").asText();
    return new NamespacedRef(
        namespace.isEmpty() ? defaultNamespace : namespace, node.path("name").asText());
  }

  /** False when the user gave no name. */
  public boolean isSet() {
    return !name.isEmpty();
  }

  /** The key of the object, when it is of this kind. */
  public ResourceKey key(KindRef kind) {
    return new ResourceKey(kind, namespace, name);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
