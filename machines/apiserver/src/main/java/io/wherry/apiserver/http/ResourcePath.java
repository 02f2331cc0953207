package io.wherry.apiserver.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A path of the Kubernetes API below a group and version.
 *
 * @param namespace empty for cluster-wide objects and lists over all namespaces
 * @param name empty for collections
 * @param subresource empty for the object itself; may contain slashes
 */
record ResourcePath(
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource) {
  private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

  /** Empty when the path has another form. */
  static Optional<ResourcePath> parse(String path) {
    List<String> segments = List.of(path.substring(1).split("/"));
    if (segments.size() > 2 && segments.getFirst().equals("api")) {
      return below("", segments.get(1), segments.subList(2, segments.size()));
    }
    if (segments.size() > 3 && segments.getFirst().equals("apis")) {
      return below(segments.get(1), segments.get(2), segments.subList(3, segments.size()));
    }
    return Optional.empty();
  }

  private static Optional<ResourcePath> below(String group, String version, List<String> rest) {
    if (rest.stream().anyMatch(String::isEmpty)) {
      return Optional.empty();
    }
    boolean inNamespace =
        rest.size() > 2
            && rest.getFirst().equals("namespaces")
            && !(rest.size() == 3 && OF_NAMESPACES.contains(rest.get(2)));
    String namespace = inNamespace ? rest.get(1) : "";
    List<String> object = inNamespace ? rest.subList(2, rest.size()) : rest;
    return Optional.of(
        new ResourcePath(
            group,
            version,
            namespace,
            object.getFirst(),
            object.size() > 1 ? object.get(1) : "",
            object.size() > 2 ? String.join("/", object.subList(2, object.size())) : ""));
  }
}
