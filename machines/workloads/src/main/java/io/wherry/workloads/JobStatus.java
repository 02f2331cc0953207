package io.wherry.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The status a job shall have, built from the one it has. */
final class JobStatus {
  private final Job job;
  private final ObjectNode next;
  private final String now;

  JobStatus(Job job, Instant now) {
    this.job = job;
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    JsonNode before = job.resource().at("status");
    this.next =
        before instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
  }

  JobStatus counts(Tally tally) {
    tally.into(next);
    return this;
  }

  /** Start time and the condition Suspended. */
  JobStatus running() {
    if (job.isSuspended()) {
      next.remove("startTime");
      condition("Suspended", "True", "JobSuspended", "Job suspended");
    } else {
      if (!next.has("startTime")) {
        next.put("startTime", now);
      }
      if (job.holds("Suspended")) {
        next.put("startTime", now);
        condition("Suspended", "False", "JobResumed", "Job resumed");
      }
    }
    return this;
  }

  JobStatus condition(String type, String reason, String message) {
    return condition(type, "True", reason, message);
  }

  JobStatus completed() {
    next.put("completionTime", now);
    return this;
  }

  private JobStatus condition(String type, String status, String reason, String message) {
    ArrayNode list = next.withArrayProperty("conditions");
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).path("type").asText().equals(type)) {
        if (!list.get(i).path("status").asText().equals(status)) {
          list.set(i, entry(type, status, reason, message));
        }
        return this;
      }
    }
    list.add(entry(type, status, reason, message));
    return this;
  }

  private ObjectNode entry(String type, String status, String reason, String message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("status", status)
        .put("lastProbeTime", now)
        .put("lastTransitionTime", now)
        .put("reason", reason)
        .put("message", message);
  }

  boolean isNew() {
    return !next.equals(job.resource().at("status"));
  }

  /** A merge patch that makes it so, if nobody else has written meanwhile. */
  ObjectNode patch() {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", job.resource().resourceVersion());
    ObjectNode status = next.deepCopy();
    JsonNode before = job.resource().at("status");
    before
        .fieldNames()
        .forEachRemaining(f -> {
          if (!next.has(f)) {
            status.putNull(f);
          }
        });
    JsonNode notes = status.path("uncountedTerminatedPods");
    for (String field : new String[] {"succeeded", "failed"}) {
      if (before.path("uncountedTerminatedPods").has(field) && !notes.has(field)) {
        ((ObjectNode) notes).putNull(field);
      }
    }
    patch.set("status", status);
    return patch;
  }
}
