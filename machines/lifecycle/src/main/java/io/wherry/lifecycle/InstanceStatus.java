package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.util.Optional;
import java.util.Set;

/** Reads the status of a VirtualMachineInstance. Pure. */
final class InstanceStatus {
  private InstanceStatus() {}

  /** Pending when nothing was written yet. */
  static String phase(Resource instance) {
    return instance.text("status", "phase").orElse("Pending");
  }

  static boolean hasEnded(Resource instance) {
    return Set.of("Succeeded", "Failed").contains(phase(instance));
  }

  static boolean isReady(Resource instance) {
    return has(instance, "Ready");
  }

  static boolean has(Resource instance, String type) {
    return condition(instance, type)
        .filter(c -> c.path("status").asText().equals("True"))
        .isPresent();
  }

  /** Between the start and the end of a live migration. */
  static boolean isMigrating(Resource instance) {
    JsonNode state = instance.at("status", "migrationState");
    return state.hasNonNull("startTimestamp") && !state.hasNonNull("endTimestamp");
  }

  static boolean everRan(Resource instance) {
    return instance.items("status", "phaseTransitionTimestamps").stream()
        .anyMatch(t -> t.path("phase").asText().equals("Running"));
  }

  /** Why it does not run, in words. */
  static Optional<String> message(Resource instance) {
    return condition(instance, "Ready")
        .map(c -> c.path("message").asText())
        .filter(m -> !m.isEmpty());
  }

  /** The printable status of a machine that waits, when a reason is known. */
  static Optional<String> waitingFor(Resource instance) {
    return condition(instance, "Ready")
        .map(c -> c.path("reason").asText())
        .filter(Waiting.PRINTABLE::contains);
  }

  static Optional<JsonNode> condition(Resource instance, String type) {
    return instance.items("status", "conditions").stream()
        .filter(c -> c.path("type").asText().equals(type))
        .findFirst();
  }
}
