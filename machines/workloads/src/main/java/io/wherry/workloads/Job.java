package io.wherry.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A window onto a batch/v1 Job. */
record Job(Resource resource) {
  static final String TRACKING = "batch.kubernetes.io/job-tracking";
  static final String INDEX = "batch.kubernetes.io/job-completion-index";
  private static final String OURSELVES = "kubernetes.io/job-controller";

  /** False when another controller was named to run it. */
  boolean isOurs() {
    return resource.text("spec", "managedBy").filter(m -> !m.equals(OURSELVES)).isEmpty();
  }

  boolean isFinished() {
    return holds("Complete") || holds("Failed");
  }

  boolean isSuspended() {
    return resource.at("spec", "suspend").asBoolean();
  }

  /** A pod that is being deleted is replaced at once, and counts as failed. */
  boolean replacesDeleted() {
    return !resource.text("spec", "podReplacementPolicy").equals(Optional.of("Failed"));
  }

  boolean isIndexed() {
    return resource.text("spec", "completionMode").equals(Optional.of("Indexed"));
  }

  int parallelism() {
    return resource.at("spec", "parallelism").asInt(1);
  }

  OptionalInt completions() {
    JsonNode completions = resource.at("spec", "completions");
    return completions.isNumber() ? OptionalInt.of(completions.asInt()) : OptionalInt.empty();
  }

  int backoffLimit() {
    return resource.at("spec", "backoffLimit").asInt(6);
  }

  Optional<Duration> deadline() {
    return resource
        .text("spec", "activeDeadlineSeconds")
        .map(s -> Duration.ofSeconds(Long.parseLong(s)));
  }

  Optional<Duration> timeToLive() {
    return resource
        .text("spec", "ttlSecondsAfterFinished")
        .map(s -> Duration.ofSeconds(Long.parseLong(s)));
  }

  Optional<Instant> started() {
    return resource.text("status", "startTime").map(Job::instant);
  }

  /** When it became complete or failed. */
  Optional<Instant> finished() {
    return resource.items("status", "conditions").stream()
        .filter(c -> List.of("Complete", "Failed").contains(c.path("type").asText()))
        .filter(c -> c.path("status").asText().equals("True"))
        .map(c -> instant(c.path("lastTransitionTime").asText()))
        .findFirst();
  }

  /** The condition of that type, when it is True. */
  Optional<JsonNode> condition(String type) {
    return resource.items("status", "conditions").stream()
        .filter(c -> c.path("type").asText().equals(type))
        .filter(c -> c.path("status").asText().equals("True"))
        .findFirst();
  }

  boolean holds(String type) {
    return condition(type).isPresent();
  }

  static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
