package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How often a machine failed to start in a row, and when to try again: 10·n² seconds, at most 300.
 *
 * @source live-migration.md section 9.1
 */
record CrashLoop(int failures, String lastUid, Optional<Instant> retryAfter) {
  private static final long STEP_SECONDS = 10;
  private static final long LIMIT_SECONDS = 300;

  static CrashLoop of(Resource vm) {
    return new CrashLoop(
        vm.at("status", "startFailure", "consecutiveFailCount").asInt(),
        vm.text("status", "startFailure", "lastFailedVMIUID").orElse(""),
        vm.text("status", "startFailure", "retryAfterTimestamp").map(Instant::parse));
  }

  boolean isCrashing() {
    return failures > 0;
  }

  /** Counts an instance that failed before it ever ran, once; a running one ends the loop. */
  CrashLoop seeing(Optional<Resource> instance, Instant now) {
    if (instance.isEmpty() || instance.get().uid().equals(lastUid)) {
      return this;
    }
    String phase = InstanceStatus.phase(instance.get());
    if (phase.equals("Running") || phase.equals("Succeeded")) {
      return new CrashLoop(0, "", Optional.empty());
    }
    if (!phase.equals("Failed") || InstanceStatus.everRan(instance.get())) {
      return this;
    }
    int n = failures + 1;
    long seconds = Math.min(LIMIT_SECONDS, STEP_SECONDS * n * n);
    return new CrashLoop(
        n, instance.get().uid(), Optional.of(now.plus(Duration.ofSeconds(seconds))));
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("consecutiveFailCount", failures).put("lastFailedVMIUID", lastUid);
    retryAfter.ifPresent(
        t -> json.put("retryAfterTimestamp", t.truncatedTo(ChronoUnit.SECONDS).toString()));
    return json;
  }
}
