package io.wherry.workloads;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where a job stands: running on, about to succeed, or about to fail. Pure. */
sealed interface Verdict {
  record GoesOn() implements Verdict {}

  /** Enough pods have succeeded. */
  record Succeeds(String reason, String message) implements Verdict {}

  record Fails(String reason, String message) implements Verdict {}

  /** An earlier decision stands, whatever was seen since. */
  static Verdict of(Job job, Tally tally, Instant now) {
    var failing = job.condition("FailureTarget");
    if (failing.isPresent()) {
      return new Fails(
          failing.get().path("reason").asText(), failing.get().path("message").asText());
    }
    var succeeding = job.condition("SuccessCriteriaMet");
    if (succeeding.isPresent() || isComplete(job, tally)) {
      return new Succeeds("CompletionsReached", "Reached expected number of succeeded pods");
    }
    if (tally.fatal().isPresent()) {
      return new Fails("PodFailurePolicy", tally.fatal().get());
    }
    if (tally.failed() > job.backoffLimit()) {
      return new Fails("BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }
    if (untilDeadline(job, now).filter(d -> !d.isPositive()).isPresent()) {
      return new Fails("DeadlineExceeded", "Job was active longer than specified deadline");
    }
    return new GoesOn();
  }

  /** What is left of the time that the job may be active. */
  static Optional<Duration> untilDeadline(Job job, Instant now) {
    if (job.isSuspended() || job.started().isEmpty()) {
      return Optional.empty();
    }
    return job.deadline().map(d -> Duration.between(now, job.started().get().plus(d)));
  }

  private static boolean isComplete(Job job, Tally tally) {
    if (job.isSuspended()) {
      return false;
    }
    if (job.completions().isEmpty()) {
      return tally.succeeded() > 0 && tally.active().isEmpty();
    }
    return tally.succeeded() >= job.completions().getAsInt();
  }
}
