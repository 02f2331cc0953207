package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.StepState;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.Problem;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.WorkerReport;
import io.wherry.vmimport.order.PodNames;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Gets one task done by worker pods: one pod at a time, a new one after a failure that may pass.
 * Pod names derive from run, purpose and attempt, so a pod is never made twice.
 *
 * @param purpose part of the pods' names
 * @param pods makes the pod of an attempt
 */
record WorkerAttempts(String purpose, BiFunction<ImportWorld, String, Resource> pods) {
  /** The fact that keeps a worker's warnings, one a line. */
  static final String WARNINGS = "warnings";

  private static final int MOST = 3;
  private static final String ATTEMPT = "attempt";
  private static final String MADE = "made";
  private static final Duration WHILE_RUNNING = Duration.ofSeconds(1);
  private static final Duration WHILE_WAITING = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

  /** Images are pulled and volumes attached within this time, or never. */
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);

  StepState look(ImportWorld world, Notes notes) {
    int attempt = number(notes, ATTEMPT, 1);
    Optional<Resource> pod = world.api().get(key(world, attempt));
    if (pod.isEmpty()) {
      boolean lost = number(notes, MADE, 0) == attempt;
      return lost && attempt >= MOST
          ? new StepState.Broken(lost(world, attempt))
          : StepState.notStarted();
    }
    return switch (PodSight.of(pod.get())) {
      case PodSight.Waiting(var reason) -> waiting(world, pod.get(), reason);
      case PodSight.Leaving() -> StepState.underway(WHILE_WAITING);
      case PodSight.Running() -> new StepState.Underway(progress(world, attempt), WHILE_RUNNING);
      case PodSight.Succeeded(var report) -> new StepState.Done(results(report));
      case PodSight.Failed(var report, _) ->
          report.retryable() && attempt < MOST
              ? StepState.notStarted()
              : new StepState.Broken(failed(world, report, attempt));
    };
  }

  ActResult act(ImportWorld world, Notes notes) {
    int attempt = number(notes, ATTEMPT, 1);
    Optional<Resource> pod = world.api().get(key(world, attempt));
    if (pod.isEmpty() && number(notes, MADE, 0) != attempt) {
      return make(world, notes, attempt);
    }
    if (pod.isPresent() && PodSight.of(pod.get()) instanceof PodSight.Failed failure) {
      Duration pause = pause(world, failure, attempt);
      if (pause.isPositive()) {
        return new ActResult.Hold(failed(world, failure.report(), attempt), pause);
      }
    }
    notes.put(ATTEMPT, Integer.toString(attempt + 1));
    return make(world, notes, attempt + 1);
  }

  /** Removes the pods; after a failure those that have ended stay as evidence. */
  void undo(ImportWorld world, Notes notes, Ending why) {
    for (int i = 1; i <= number(notes, ATTEMPT, 1); i++) {
      ResourceKey key = key(world, i);
      Optional<Resource> pod = world.api().get(key);
      if (pod.isPresent() && !(why == Ending.FAILED && hasEnded(pod.get()))) {
        world.api().delete(key);
        if (world.api().get(key).isPresent()) {
          throw new PeerUnavailable("Pod " + key.name() + " is still ending.");
        }
      }
    }
  }

  private ActResult make(ImportWorld world, Notes notes, int attempt) {
    world.api().create(Kinds.POD, pods.apply(world, key(world, attempt).name()));
    notes.put(MADE, Integer.toString(attempt));
    return ActResult.acted();
  }

  private ResourceKey key(ImportWorld world, int attempt) {
    return world.target(Kinds.POD, PodNames.of(world.order(), purpose, attempt));
  }

  private Progress progress(ImportWorld world, int attempt) {
    return LogProgress.read(
        world
            .api()
            .podLogTail(
                world.order().target().namespace(),
                key(world, attempt).name(),
                LogProgress.lines(world.order().target().disks().size())));
  }

  private StepState waiting(ImportWorld world, Resource pod, String reason) {
    Instant created = Instant.parse(pod.need("metadata", "creationTimestamp"));
    Duration age = Duration.between(created, world.outside().clock().instant());
    if (age.compareTo(START_PATIENCE) < 0) {
      return StepState.underway(WHILE_WAITING);
    }
    String why = reason.isEmpty() ? "its status gives no reason" : reason;
    return new StepState.Broken(
        ImportProblem.WorkerNotStarted.about(
            world.order(),
            "Worker pod %s did not start within %d minutes: %s."
                .formatted(pod.name(), START_PATIENCE.toMinutes(), why),
            "Look at the pod's events; then start a new migration."));
  }

  private Duration pause(ImportWorld world, PodSight.Failed failure, int attempt) {
    Instant now = world.outside().clock().instant();
    Instant due = failure.at().orElse(now).plus(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
    return failure.at().isEmpty() ? Duration.ZERO : Duration.between(now, due);
  }

  private Problem failed(ImportWorld world, WorkerReport report, int attempt) {
    String tries = attempt > 1 ? " (attempt " + attempt + " of " + MOST + ")" : "";
    return ImportProblem.WorkerFailed.about(
        world.order(), report.message() + tries, report.advice());
  }

  private Problem lost(ImportWorld world, int attempt) {
    return ImportProblem.WorkerFailed.about(
        world.order(),
        "Worker pod %s was removed by somebody, for the third time."
            .formatted(key(world, attempt).name()),
        "Leave pods of running migrations alone, then start a new migration.");
  }

  private static Map<String, String> results(WorkerReport report) {
    if (report.warnings().isEmpty()) {
      return report.facts();
    }
    Map<String, String> results = new LinkedHashMap<>(report.facts());
    results.put(WARNINGS, String.join("\n", report.warnings()));
    return results;
  }

  private static boolean hasEnded(Resource pod) {
    PodSight sight = PodSight.of(pod);
    return sight instanceof PodSight.Failed || sight instanceof PodSight.Succeeded;
  }

  private static int number(Notes notes, String key, int otherwise) {
    return notes.get(key).map(Integer::parseInt).orElse(otherwise);
  }
}
