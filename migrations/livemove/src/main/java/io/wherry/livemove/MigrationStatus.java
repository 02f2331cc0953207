package io.wherry.livemove;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ConditionList.Truth;
import io.wherry.control.ObjectEdit;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** Writes what a migration shows of itself. Calls block. */
record MigrationStatus(KubeApi api, Clock clock) {
  private static final String QUEUED = "migrationQueued";

  /** Makes the migration ours: it stays in the API until it is decided. */
  void adopt(ResourceKey key, Resource migration, String finalizer) {
    var _ =
        ObjectEdit.body(
            api,
            key,
            tree -> {
              ObjectNode metadata = tree.withObjectProperty("metadata");
              ArrayNode list =
                  metadata.get("finalizers") instanceof ArrayNode present
                      ? present
                      : metadata.putArray("finalizers");
              list.add(finalizer);
              metadata
                  .withObjectProperty("labels")
                  .put("kubevirt.io/vmi-name", migration.text("spec", "vmiName").orElse(""));
            });
  }

  /** Says which policy holds, and why. */
  void explain(ResourceKey key, MigrationOptions options) {
    var _ =
        ObjectEdit.body(
            api,
            key,
            tree ->
                tree.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put("wherry.io/migration-policy", options.explanation()));
  }

  /** Says why the migration waits, and how many are before it. */
  void queued(ResourceKey key, MigrationQueue.Wait wait) {
    var _ =
        ObjectEdit.status(
            api,
            key,
            s ->
                new ConditionList(s, clock.instant())
                    .set(QUEUED, Truth.TRUE, wait.reason(), wait.message()));
  }

  void abortRequested(ResourceKey key) {
    var _ =
        ObjectEdit.status(
            api,
            key,
            s ->
                new ConditionList(s, clock.instant())
                    .set("migrationAbortRequested", Truth.TRUE, "", ""));
  }

  /** Says that a migration which somebody wants to cancel can only go on. */
  void tooLate(ResourceKey key, String reason, String message) {
    var _ =
        ObjectEdit.status(
            api,
            key,
            s ->
                new ConditionList(s, clock.instant())
                    .set("migrationAbortRequested", Truth.TRUE, reason, message));
  }

  /** Enters the phase; a phase other than Pending waits for nobody. */
  void phase(ResourceKey key, MigrationPhase phase, Consumer<ObjectNode> more) {
    var _ =
        ObjectEdit.status(
            api,
            key,
            s -> {
              s.put("phase", phase.wire());
              if (phase != MigrationPhase.PENDING) {
                new ConditionList(s, clock.instant()).remove(QUEUED);
              }
              more.accept(s);
              note(s, phase);
            });
  }

  private void note(ObjectNode status, MigrationPhase phase) {
    ArrayNode times =
        status.get("phaseTransitionTimestamps") instanceof ArrayNode present
            ? present
            : status.putArray("phaseTransitionTimestamps");
    boolean known =
        times.valueStream().anyMatch(t -> t.path("phase").asText().equals(phase.wire()));
    if (!known) {
      String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
      times.addObject().put("phase", phase.wire()).put("phaseTransitionTimestamp", now);
    }
  }
}
