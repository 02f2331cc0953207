package io.wherry.placement;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.LabelMatch;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.Optional;

/**
 * Required affinity and anti-affinity between pods. Pure.
 *
 * @source Kubernetes documentation, "Inter-pod affinity and anti-affinity"
 */
final class Neighbours {
  private final List<Resource> nodes;
  private final List<Resource> pods;

  /**
   * @param pods those that have a node and have not ended
   */
  Neighbours(List<Resource> nodes, List<Resource> pods) {
    this.nodes = nodes;
    this.pods = pods;
  }

  Optional<String> obstacle(Resource pod, Resource node) {
    for (JsonNode term : terms(pod, "podAntiAffinity")) {
      if (present(term, pod, node)) {
        return Optional.of("node(s) didn't match pod anti-affinity rules");
      }
    }
    for (JsonNode term : terms(pod, "podAffinity")) {
      // The first of a group that wants to be together may go anywhere.
      boolean first =
          selects(term, pod, pod) && pods.stream().noneMatch(p -> selects(term, pod, p));
      if (!first && !present(term, pod, node)) {
        return Optional.of("node(s) didn't match pod affinity rules");
      }
    }
    return forbiddenByOthers(pod, node)
        ? Optional.of("node(s) didn't satisfy existing pods anti-affinity rules")
        : Optional.empty();
  }

  private static List<JsonNode> terms(Resource pod, String kind) {
    return pod.items("spec", "affinity", kind, "requiredDuringSchedulingIgnoredDuringExecution");
  }

  private boolean present(JsonNode term, Resource pod, Resource node) {
    return pods.stream()
        .filter(p -> selects(term, pod, p))
        .anyMatch(p -> sameDomain(term, node, nodeOf(p)));
  }

  private boolean forbiddenByOthers(Resource pod, Resource node) {
    return pods.stream()
        .anyMatch(other ->
            terms(other, "podAntiAffinity").stream()
                .anyMatch(
                    term -> selects(term, other, pod) && sameDomain(term, node, nodeOf(other))));
  }

  private String nodeOf(Resource pod) {
    return pod.text("spec", "nodeName").orElse("");
  }

  private boolean sameDomain(JsonNode term, Resource node, String otherName) {
    String key = term.path("topologyKey").asText();
    Optional<String> mine = node.label(key);
    return mine.isPresent()
        && nodes.stream()
            .filter(n -> n.name().equals(otherName))
            .anyMatch(n -> n.label(key).equals(mine));
  }

  /** Whether the term of {@code owner} means {@code other}; without namespaces, of its own one. */
  private static boolean selects(JsonNode term, Resource owner, Resource other) {
    boolean everywhere = term.has("namespaceSelector") && term.path("namespaceSelector").isEmpty();
    boolean listed = false;
    for (JsonNode namespace : term.path("namespaces")) {
      listed |= namespace.asText().equals(other.namespace());
    }
    boolean own = term.path("namespaces").isEmpty() && owner.namespace().equals(other.namespace());
    return (everywhere || listed || own)
        && LabelMatch.matches(term.path("labelSelector"), other.labels());
  }
}
