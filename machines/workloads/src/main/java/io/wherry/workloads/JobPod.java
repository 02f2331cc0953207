package io.wherry.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.Finalizers;
import io.wherry.resources.Resource;
import java.time.Instant;
import java.util.Optional;

/** A window onto a Pod of a job. */
record JobPod(Resource resource) {
  String uid() {
    return resource.uid();
  }

  boolean succeeded() {
    return phase().equals("Succeeded");
  }

  boolean failed() {
    return phase().equals("Failed");
  }

  boolean hasEnded() {
    return phase().equals("Succeeded") || phase().equals("Failed");
  }

  boolean isActive() {
    return !hasEnded() && !resource.isBeingDeleted();
  }

  boolean isTerminating() {
    return !hasEnded() && resource.isBeingDeleted();
  }

  boolean isReady() {
    return isActive()
        && resource.items("status", "conditions").stream()
            .anyMatch(c ->
                c.path("type").asText().equals("Ready")
                    && c.path("status").asText().equals("True"));
  }

  /** Its end is not yet in the counts of the job. */
  boolean isTracked() {
    return !Finalizers.missing(resource, Job.TRACKING);
  }

  /** -1 for pods of jobs without indexes. */
  int index() {
    return resource.annotation(Job.INDEX).map(Integer::parseInt).orElse(-1);
  }

  /** When the last container ended; the pod's birth when nothing says so. */
  Instant ended() {
    Optional<Instant> last = Optional.empty();
    for (JsonNode container : resource.items("status", "containerStatuses")) {
      String text = container.at("/state/terminated/finishedAt").asText();
      if (!text.isEmpty()) {
        Instant end = Job.instant(text);
        last = last.filter(l -> l.isAfter(end)).or(() -> Optional.of(end));
      }
    }
    return last.orElseGet(() -> Job.instant(resource.need("metadata", "creationTimestamp")));
  }

  private String phase() {
    return resource.text("status", "phase").orElse("Pending");
  }
}
