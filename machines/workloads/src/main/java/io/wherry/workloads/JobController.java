package io.wherry.workloads;

import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs batch/v1 Jobs: makes pods until enough have succeeded or too many have failed. Everything it
 * knows stands in the job and its pods, so it may be killed anywhere.
 *
 * @source Kubernetes documentation, "Jobs"
 */
public final class JobController implements Reconciler {
  private static final Duration FIRST_DELAY = Duration.ofSeconds(10);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

  /** Enough for one step of progress each: note, release, count, finish. */
  private static final int ROUNDS = 8;

  private final KubeApi api;
  private final JobPods pods;
  private final EventRecorder events;
  private final Clock clock;

  public JobController(KubeApi api, EventRecorder events, Clock clock) {
    this.api = api;
    this.events = events;
    this.pods = new JobPods(api, events);
    this.clock = clock;
  }

  /** For the runtime; pods wake the job that controls them. */
  public ControllerSpec spec() {
    Wakeup owned = new Wakeup(Kinds.POD, Selection.ALL, JobController::jobOf);
    return new ControllerSpec("jobs", Kinds.JOB, List.of(owned), this, 4);
  }

  private static List<ResourceKey> jobOf(Resource pod) {
    return pod.items("metadata", "ownerReferences").stream()
        .filter(o -> o.path("kind").asText().equals(Kinds.JOB.kind()))
        .filter(o -> o.path("apiVersion").asText().equals(Kinds.JOB.apiVersion()))
        .map(o -> new ResourceKey(Kinds.JOB, pod.namespace(), o.path("name").asText()))
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    for (int round = 0; round < ROUNDS; round++) {
      Optional<Resource> found = api.get(key);
      if (found.isEmpty()) {
        releaseOrphans(key, "");
        return Next.onChange();
      }
      Job job = new Job(found.get());
      if (!job.isOurs()) {
        return Next.onChange();
      }
      releaseOrphans(key, job.resource().uid());
      Optional<Next> next = step(key, job);
      if (next.isPresent()) {
        return next.get();
      }
    }
    return Next.after(Duration.ofSeconds(1));
  }

  /** Empty after a write: look again at once. */
  private Optional<Next> step(ResourceKey key, Job job) {
    List<JobPod> all = pods.of(job);
    if (job.resource().isBeingDeleted()) {
      all.forEach(pods::release);
      return Optional.of(Next.onChange());
    }
    if (job.isFinished()) {
      return Optional.of(clean(key, job, all));
    }
    Instant now = clock.instant();
    Tally tally = new Tally(job, all);
    Verdict verdict = Verdict.of(job, tally, now);
    JobStatus status = status(job, tally, verdict, now);
    if (status.isNew()) {
      Resource _ = api.patchStatus(key, status.patch());
      tell(job, verdict, status);
      return Optional.empty();
    }
    if (!tally.toRelease().isEmpty()) {
      tally.toRelease().forEach(pods::release);
      return Optional.empty();
    }
    return Optional.of(act(job, tally, verdict));
  }

  private static JobStatus status(Job job, Tally tally, Verdict verdict, Instant now) {
    JobStatus status = new JobStatus(job, now).counts(tally).running();
    boolean last = !tally.anyUnfinished();
    return switch (verdict) {
      case Verdict.GoesOn() -> status;
      case Verdict.Succeeds(var reason, var message) -> {
        JobStatus met = status.condition("SuccessCriteriaMet", reason, message);
        yield last ? met.condition("Complete", reason, message).completed() : met;
      }
      case Verdict.Fails(var reason, var message) -> {
        JobStatus target = status.condition("FailureTarget", reason, message);
        yield last ? target.condition("Failed", reason, message) : target;
      }
    };
  }

  private void tell(Job before, Verdict verdict, JobStatus status) {
    boolean done = status.patch().at("/status/conditions").toString().contains("\"Complete\"");
    switch (verdict) {
      case Verdict.Succeeds _ when done ->
          events.normal(before.resource(), "Completed", "Job completed");
      case Verdict.Fails(var reason, var message) when !before.holds("FailureTarget") ->
          events.warning(before.resource(), reason, message);
      default -> {
        if (before.isSuspended() && !before.holds("Suspended")) {
          events.normal(before.resource(), "Suspended", "Job suspended");
        } else if (!before.isSuspended() && before.holds("Suspended")) {
          events.normal(before.resource(), "Resumed", "Job resumed");
        }
      }
    }
  }

  /** Counts are settled: makes and deletes pods. */
  private Next act(Job job, Tally tally, Verdict verdict) {
    List<JobPod> active = tally.active();
    if (!(verdict instanceof Verdict.GoesOn)) {
      boolean fails = verdict instanceof Verdict.Fails;
      active.forEach(pod -> end(job, pod, fails));
      return Next.onChange();
    }
    if (job.isSuspended()) {
      active.forEach(pod -> end(job, pod, false));
      return Next.onChange();
    }
    int wanted = wanted(job, tally);
    if (active.size() > wanted) {
      Comparator<JobPod> readyLast = Comparator.comparing(JobPod::isReady);
      active.stream()
          .sorted(readyLast)
          .limit(active.size() - wanted)
          .forEach(pod -> end(job, pod, false));
      return next(job);
    }
    Duration delay = delay(tally);
    if (active.size() < wanted && delay.isPositive()) {
      Optional<Duration> deadline = Verdict.untilDeadline(job, clock.instant());
      return Next.after(deadline.filter(d -> d.compareTo(delay) < 0).orElse(delay));
    }
    create(job, tally, wanted - active.size() - tally.holdingPlace());
    return next(job);
  }

  private Next next(Job job) {
    return Verdict.untilDeadline(job, clock.instant()).map(Next::after).orElse(Next.onChange());
  }

  /** Ends a pod; one that the job merely has no use for any more is no failure. */
  private void end(Job job, JobPod pod, boolean counts) {
    if (!counts) {
      pods.release(pod);
    }
    pods.delete(job, pod);
  }

  private static int wanted(Job job, Tally tally) {
    if (job.completions().isEmpty()) {
      return tally.succeeded() > 0 ? tally.active().size() : job.parallelism();
    }
    int left = job.completions().getAsInt() - tally.succeeded();
    return Math.min(job.parallelism(), Math.max(0, left));
  }

  private void create(Job job, Tally tally, int count) {
    if (!job.isIndexed()) {
      for (int i = 0; i < count; i++) {
        pods.create(job, -1);
      }
      return;
    }
    Set<Integer> taken = new HashSet<>(tally.completed());
    tally.active().forEach(p -> taken.add(p.index()));
    int made = 0;
    for (int index = 0; index < job.completions().orElse(0) && made < count; index++) {
      if (taken.add(index)) {
        pods.create(job, index);
        made++;
      }
    }
  }

  /** The more pods have failed in a row, the longer until the next one. */
  private Duration delay(Tally tally) {
    List<JobPod> ended = tally.ended();
    Instant success =
        ended.stream()
            .filter(JobPod::succeeded)
            .map(JobPod::ended)
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    List<Instant> failures =
        ended.stream()
            .filter(p -> !p.succeeded())
            .map(JobPod::ended)
            .filter(t -> t.isAfter(success))
            .sorted()
            .toList();
    if (failures.isEmpty() || tally.failed() == 0) {
      return Duration.ZERO;
    }
    Duration pause = FIRST_DELAY.multipliedBy(1L << Math.min(failures.size() - 1, 6));
    Duration capped = pause.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : pause;
    return Duration.between(clock.instant(), failures.getLast().plus(capped));
  }

  /** A finished job: nothing is tracked any more; deleted when its time is over. */
  private Next clean(ResourceKey key, Job job, List<JobPod> all) {
    all.stream().filter(JobPod::isTracked).forEach(pods::release);
    Optional<Instant> end = job.finished();
    if (job.timeToLive().isEmpty() || end.isEmpty()) {
      return Next.onChange();
    }
    Duration left = Duration.between(clock.instant(), end.get().plus(job.timeToLive().get()));
    if (left.isPositive()) {
      return Next.after(left);
    }
    api.delete(key, job.resource().uid());
    return Next.onChange();
  }

  /** Pods of a job that is gone must not wait for it. */
  private void releaseOrphans(ResourceKey key, String presentUid) {
    api.list(Kinds.POD, Selection.in(key.namespace())).stream()
        .filter(p -> jobOf(p).contains(key))
        .filter(p ->
            p.items("metadata", "ownerReferences").stream()
                .noneMatch(o -> o.path("uid").asText().equals(presentUid)))
        .map(JobPod::new)
        .filter(JobPod::isTracked)
        .forEach(pods::release);
  }
}
