package io.wherry.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What a failed pod means for its job by {@code spec.podFailurePolicy}.
 *
 * @source Kubernetes documentation, "Pod failure policy"
 */
record FailurePolicy(List<JsonNode> rules) {
  /** FailJob, Ignore or Count, with a text for people. */
  record Judgement(String action, String message) {
    static final Judgement COUNT = new Judgement("Count", "");
  }

  static FailurePolicy of(Job job) {
    return new FailurePolicy(job.resource().items("spec", "podFailurePolicy", "rules"));
  }

  /** The first rule that matches counts. */
  Judgement judge(JobPod pod) {
    for (int i = 0; i < rules.size(); i++) {
      JsonNode rule = rules.get(i);
      String action = rule.path("action").asText();
      Optional<String> why = why(rule, pod);
      if (why.isPresent()) {
        return new Judgement(action, why.get() + " matching " + action + " rule at index " + i);
      }
    }
    return Judgement.COUNT;
  }

  private static Optional<String> why(JsonNode rule, JobPod pod) {
    String name = pod.resource().namespace() + "/" + pod.resource().name();
    JsonNode codes = rule.path("onExitCodes");
    for (JsonNode container : pod.resource().items("status", "containerStatuses")) {
      JsonNode ended = container.at("/state/terminated");
      String only = codes.path("containerName").asText();
      String containerName = container.path("name").asText();
      if (!codes.isMissingNode()
          && ended.isObject()
          && (only.isEmpty() || only.equals(containerName))
          && matches(codes, ended.path("exitCode").asInt())) {
        return Optional.of(
            "Container %s for pod %s failed with exit code %d"
                .formatted(containerName, name, ended.path("exitCode").asInt()));
      }
    }
    for (JsonNode pattern : rule.path("onPodConditions")) {
      String type = pattern.path("type").asText();
      String status = pattern.path("status").asText("True");
      boolean holds =
          pod.resource().items("status", "conditions").stream()
              .anyMatch(c ->
                  c.path("type").asText().equals(type) && c.path("status").asText().equals(status));
      if (holds) {
        return Optional.of("Pod %s has condition %s".formatted(name, type));
      }
    }
    return Optional.empty();
  }

  private static boolean matches(JsonNode codes, int code) {
    boolean listed = false;
    for (JsonNode value : codes.path("values")) {
      listed |= value.asInt() == code;
    }
    return code != 0 && (codes.path("operator").asText().equals("In") == listed);
  }
}
