package io.wherry.resources;

/**
 * Identity of an object in the API.
 *
 * @param namespace empty for cluster-wide kinds
 */
public record ResourceKey(KindRef kind, String namespace, String name) {
  @Override
  public String toString() {
    return kind.kind() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
  }
}
