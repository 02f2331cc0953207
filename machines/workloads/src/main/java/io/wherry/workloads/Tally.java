package io.wherry.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ends of a job's pods, each counted once although any write may be the last one before a
 * crash: an ended pod is first noted by uid, then let go by its finalizer, then counted and its
 * note dropped in one write. Pure: from what is stored and seen to what shall be stored.
 *
 * @source Kubernetes documentation, "Job tracking with finalizers"
 */
final class Tally {
  private final Job job;
  private final List<JobPod> pods;
  private final FailurePolicy policy;
  private final Set<String> notedSucceeded = new LinkedHashSet<>();
  private final Set<String> notedFailed = new LinkedHashSet<>();
  private final TreeSet<Integer> completed;
  private final List<JobPod> toRelease = new ArrayList<>();
  private Optional<String> fatal = Optional.empty();
  private int succeeded;
  private int failed;

  Tally(Job job, List<JobPod> pods) {
    this.job = job;
    this.pods = pods;
    this.policy = FailurePolicy.of(job);
    this.succeeded = job.resource().at("status", "succeeded").asInt();
    this.failed = job.resource().at("status", "failed").asInt();
    this.completed = Indexes.parse(job.resource().at("status", "completedIndexes").asText());
    Map<String, JobPod> tracked = new HashMap<>();
    pods.stream().filter(JobPod::isTracked).forEach(p -> tracked.put(p.uid(), p));
    notes("succeeded")
        .forEach(uid -> {
          if (tracked.containsKey(uid)) {
            notedSucceeded.add(uid);
          } else {
            succeeded++;
          }
        });
    notes("failed")
        .forEach(uid -> {
          if (tracked.containsKey(uid)) {
            notedFailed.add(uid);
          } else {
            failed++;
          }
        });
    tracked.values().forEach(this::look);
  }

  private List<String> notes(String field) {
    List<String> uids = new ArrayList<>();
    JsonNode list = job.resource().at("status", "uncountedTerminatedPods", field);
    list.forEach(uid -> uids.add(uid.asText()));
    return uids;
  }

  private void look(JobPod pod) {
    if (pod.succeeded()) {
      toRelease.add(pod);
      boolean wanted = pod.index() < 0 || completed.add(pod.index());
      if (!notedSucceeded.contains(pod.uid()) && wanted) {
        notedSucceeded.add(pod.uid());
      }
    } else if (pod.failed() || (job.replacesDeleted() && pod.isTerminating())) {
      toRelease.add(pod);
      FailurePolicy.Judgement judgement = policy.judge(pod);
      if (judgement.action().equals("FailJob")) {
        fatal = Optional.of(judgement.message());
      }
      if (!judgement.action().equals("Ignore")) {
        notedFailed.add(pod.uid());
      }
    }
  }

  int succeeded() {
    return succeeded + notedSucceeded.size();
  }

  int failed() {
    return failed + notedFailed.size();
  }

  /** Why a failed pod ends the job, if one does. */
  Optional<String> fatal() {
    return fatal;
  }

  TreeSet<Integer> completed() {
    return completed;
  }

  List<JobPod> active() {
    return pods.stream().filter(JobPod::isActive).toList();
  }

  /** Pods that hold a place although they will do nothing more. */
  int holdingPlace() {
    return job.replacesDeleted()
        ? 0
        : (int) pods.stream().filter(JobPod::isTerminating).filter(JobPod::isTracked).count();
  }

  List<JobPod> ended() {
    return pods.stream().filter(JobPod::hasEnded).toList();
  }

  /** Pods that are still about to end, by whoever deleted them. */
  boolean anyUnfinished() {
    return pods.stream().anyMatch(p -> !p.hasEnded()) || !toRelease.isEmpty() || hasNotes();
  }

  private boolean hasNotes() {
    return !notedSucceeded.isEmpty() || !notedFailed.isEmpty();
  }

  /** Ended pods that are noted once {@link #into} is stored, and may go then. */
  List<JobPod> toRelease() {
    return List.copyOf(toRelease);
  }

  /** Writes the counts into a status. */
  void into(ObjectNode status) {
    count(status, "active", active().size());
    status.put("ready", (int) pods.stream().filter(JobPod::isReady).count());
    status.put("terminating", (int) pods.stream().filter(JobPod::isTerminating).count());
    count(status, "succeeded", succeeded);
    count(status, "failed", failed);
    if (job.isIndexed()) {
      status.put("completedIndexes", Indexes.format(completed));
    }
    ObjectNode notes = status.putObject("uncountedTerminatedPods");
    list(notes, "succeeded", notedSucceeded);
    list(notes, "failed", notedFailed);
  }

  private static void count(ObjectNode status, String field, int value) {
    if (value > 0) {
      status.put(field, value);
    } else {
      status.remove(field);
    }
  }

  private static void list(ObjectNode into, String field, Set<String> uids) {
    if (!uids.isEmpty()) {
      ArrayNode array = into.putArray(field);
      uids.forEach(array::add);
    }
  }
}
