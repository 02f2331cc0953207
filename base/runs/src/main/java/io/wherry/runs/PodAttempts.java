package io.wherry.runs;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.StepState;
import io.wherry.kube.KubeApi;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.Problem;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.WorkerReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gets one task done by worker pods: one pod at a time, a new one after a failure that may pass.
 * Pod names derive from the attempt, so a pod is never made twice.
 */
public record PodAttempts(KubeApi api, Clock clock, Task task) {
  /** The fact that keeps a worker's warnings, one a line. */
  public static final String WARNINGS = "warnings";

  private static final int MOST = 3;
  private static final String ATTEMPT = "attempt";
  private static final String MADE = "made";
  private static final Duration WHILE_RUNNING = Duration.ofSeconds(1);
  private static final Duration WHILE_WAITING = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

  /** Images are pulled and volumes attached within this time, or never. */
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);

  /** What is to be done. */
  public interface Task {
    /** The same for the same attempt, counted from 1. */
    ResourceKey pod(int attempt);

    /** The pod of that name, to be made. May block. */
    Resource make(String name);

    /** Disks that the log speaks of. */
    int disks();

    /** A worker failed, or was lost too often. */
    Problem failed(String message, String advice);

    /** A worker pod does not start. */
    Problem notStarted(String message, String advice);
  }

  /** See {@link io.wherry.itinerary.Step#look}. */
  public StepState look(Notes notes) {
    int attempt = number(notes, ATTEMPT, 1);
    Optional<Resource> pod = api.get(task.pod(attempt));
    if (pod.isEmpty()) {
      boolean lost = number(notes, MADE, 0) == attempt;
      return lost && attempt >= MOST ? new StepState.Broken(lost(attempt)) : StepState.notStarted();
    }
    return switch (PodSight.of(pod.get())) {
      case PodSight.Waiting(var reason) -> waiting(pod.get(), reason);
      case PodSight.Leaving() -> StepState.underway(WHILE_WAITING);
      case PodSight.Running() -> new StepState.Underway(progress(attempt), WHILE_RUNNING);
      case PodSight.Succeeded(var report) -> new StepState.Done(results(report));
      case PodSight.Failed(var report, _) ->
          report.retryable() && attempt < MOST
              ? StepState.notStarted()
              : new StepState.Broken(failed(report, attempt));
    };
  }

  /** See {@link io.wherry.itinerary.Step#act}. */
  public ActResult act(Notes notes) {
    int attempt = number(notes, ATTEMPT, 1);
    Optional<Resource> pod = api.get(task.pod(attempt));
    if (pod.isEmpty() && number(notes, MADE, 0) != attempt) {
      return make(notes, attempt);
    }
    if (pod.isPresent() && PodSight.of(pod.get()) instanceof PodSight.Failed failure) {
      Duration pause = pause(failure, attempt);
      if (pause.isPositive()) {
        return new ActResult.Hold(failed(failure.report(), attempt), pause);
      }
    }
    notes.put(ATTEMPT, Integer.toString(attempt + 1));
    return make(notes, attempt + 1);
  }

  /** Removes the pods; after a failure those that have ended stay as evidence. */
  public void undo(Notes notes, Ending why) {
    for (int i = 1; i <= number(notes, ATTEMPT, 1); i++) {
      ResourceKey key = task.pod(i);
      Optional<Resource> pod = api.get(key);
      if (pod.isPresent() && !(why == Ending.FAILED && hasEnded(pod.get()))) {
        api.delete(key);
        if (api.get(key).isPresent()) {
          throw new PeerUnavailable("Pod " + key.name() + " is still ending.");
        }
      }
    }
  }

  private ActResult make(Notes notes, int attempt) {
    Resource _ = api.create(Kinds.POD, task.make(task.pod(attempt).name()));
    notes.put(MADE, Integer.toString(attempt));
    return ActResult.acted();
  }

  private Progress progress(int attempt) {
    ResourceKey pod = task.pod(attempt);
    return LogProgress.read(
        api.podLogTail(pod.namespace(), pod.name(), LogProgress.lines(task.disks())));
  }

  private StepState waiting(Resource pod, String reason) {
    Instant created = Instant.parse(pod.need("metadata", "creationTimestamp"));
    Duration age = Duration.between(created, clock.instant());
    if (age.compareTo(START_PATIENCE) < 0) {
      return StepState.underway(WHILE_WAITING);
    }
    String why = reason.isEmpty() ? "its status gives no reason" : reason;
    return new StepState.Broken(
        task.notStarted(
            "Worker pod %s did not start within %d minutes: %s."
                .formatted(pod.name(), START_PATIENCE.toMinutes(), why),
            "Look at the pod's events; then start a new migration."));
  }

  private Duration pause(PodSight.Failed failure, int attempt) {
    Instant now = clock.instant();
    Instant due = failure.at().orElse(now).plus(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
    return failure.at().isEmpty() ? Duration.ZERO : Duration.between(now, due);
  }

  private Problem failed(WorkerReport report, int attempt) {
    String tries = attempt > 1 ? " (attempt " + attempt + " of " + MOST + ")" : "";
    return task.failed(report.message() + tries, report.advice());
  }

  private Problem lost(int attempt) {
    return task.failed(
        "Worker pod %s was removed by somebody, for the third time."
            .formatted(task.pod(attempt).name()),
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
