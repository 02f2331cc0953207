package io.wherry.placement;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.util.Optional;

/**
 * Which taints of a node keep a pod away. Pure.
 *
 * @source Kubernetes documentation, "Taints and Tolerations"
 */
final class Taints {
  private Taints() {}

  /** The first taint that forbids scheduling and that the pod does not tolerate. */
  static Optional<String> untolerated(Resource node, Resource pod) {
    return node.items("spec", "taints").stream()
        .filter(t -> !t.path("effect").asText().equals("PreferNoSchedule"))
        .filter(t ->
            pod.items("spec", "tolerations").stream().noneMatch(tolerance -> covers(tolerance, t)))
        .map(t ->
            "node(s) had untolerated taint {%s: %s}"
                .formatted(t.path("key").asText(), t.path("value").asText()))
        .findFirst();
  }

  private static boolean covers(JsonNode tolerance, JsonNode taint) {
    String effect = tolerance.path("effect").asText();
    if (!effect.isEmpty() && !effect.equals(taint.path("effect").asText())) {
      return false;
    }
    String key = tolerance.path("key").asText();
    boolean exists = tolerance.path("operator").asText("Equal").equals("Exists");
    if (key.isEmpty()) {
      return exists;
    }
    return key.equals(taint.path("key").asText())
        && (exists || tolerance.path("value").asText().equals(taint.path("value").asText()));
  }
}
