package io.wherry.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerReport;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a worker pod's status says. */
public sealed interface PodSight {
  /** Reads reports. */
  ObjectMapper JSON = new ObjectMapper();

  /**
   * Not running yet.
   *
   * @param reason why, as far as the status says
   */
  record Waiting(String reason) implements PodSight {}

  record Running() implements PodSight {}

  /** Deletion was asked for; its process may still be alive. */
  record Leaving() implements PodSight {}

  record Succeeded(WorkerReport report) implements PodSight {}

  /** Ended without success. */
  record Failed(WorkerReport report, Optional<Instant> at) implements PodSight {}

  static PodSight of(Resource pod) {
    if (pod.isBeingDeleted()) {
      return new Leaving();
    }
    JsonNode end = terminated(pod);
    return switch (pod.at("status", "phase").asText()) {
      case "Running" -> new Running();
      case "Succeeded" -> success(pod, end);
      case "Failed" -> new Failed(failure(pod, end), finishedAt(end));
      default -> new Waiting(waitingReason(pod));
    };
  }

  // A pod that ends well without a report has proven nothing.
  private static PodSight success(Resource pod, JsonNode end) {
    Optional<WorkerReport> report = report(end);
    if (report.isPresent() && report.get().succeeded()) {
      return new Succeeded(report.get());
    }
    return new Failed(
        report.orElseGet(() -> silent(pod, "ended without a report")), finishedAt(end));
  }

  private static WorkerReport failure(Resource pod, JsonNode end) {
    Optional<WorkerReport> report = report(end);
    if (report.isPresent() && !report.get().succeeded()) {
      return report.get();
    }
    String reason = pod.text("status", "message").or(() -> pod.text("status", "reason")).orElse("");
    String how =
        reason.isEmpty() ? "died with exit code " + end.path("exitCode").asText("?") : reason;
    return silent(pod, how);
  }

  private static WorkerReport silent(Resource pod, String how) {
    return new WorkerReport(
        false,
        "WorkerLost",
        "Worker pod %s: %s.".formatted(pod.name(), how.replaceAll("\\.$", "")),
        "Look at the pod's log.",
        !how.contains("no container engine"),
        Map.of(),
        List.of());
  }

  private static Optional<WorkerReport> report(JsonNode end) {
    try {
      JsonNode tree = JSON.readTree(end.path("message").asText());
      if (!tree.isObject() || !tree.path("succeeded").isBoolean()) {
        return Optional.empty();
      }
      return Optional.of(
          new WorkerReport(
              tree.path("succeeded").asBoolean(),
              tree.path("reason").asText(),
              tree.path("message").asText(),
              tree.path("advice").asText(),
              tree.path("retryable").asBoolean(),
              texts(tree.path("facts")),
              list(tree.path("warnings"))));
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> result = new java.util.LinkedHashMap<>();
    node.properties().forEach(e -> result.put(e.getKey(), e.getValue().asText()));
    return result;
  }

  private static List<String> list(JsonNode node) {
    List<String> result = new java.util.ArrayList<>();
    node.forEach(n -> result.add(n.asText()));
    return result;
  }

  private static JsonNode terminated(Resource pod) {
    return pod.at("status", "containerStatuses").path(0).path("state").path("terminated");
  }

  private static Optional<Instant> finishedAt(JsonNode end) {
    try {
      return Optional.of(Instant.parse(end.path("finishedAt").asText()));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static String waitingReason(Resource pod) {
    JsonNode waiting = pod.at("status", "containerStatuses").path(0).path("state").path("waiting");
    return waiting.path("message").asText(pod.text("status", "message").orElse(""));
  }
}
