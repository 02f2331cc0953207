package io.wherry.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.EventRecorder;
import io.wherry.control.Finalizers;
import io.wherry.control.Reconciler.Next;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Ends the programs of pods that are deleted: in their own time, then without asking. */
record PodEnding(KubeApi api, String address, EventRecorder events, Clock clock) {
  /** Keeps a pod in the API until its program has ended. */
  static final String FINALIZER = "wherry.io/node";

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

  /**
   * One look at a pod that is being deleted: asks its program to end, kills it, lets the pod go.
   */
  Next end(ResourceKey key, Resource pod, PodHome home) {
    PodProcess process = new PodProcess(home);
    if (home.exists() && home.exitCode().isEmpty() && process.handle().isPresent()) {
      Duration grace =
          pod.text("metadata", "deletionGracePeriodSeconds")
              .map(s -> Duration.ofSeconds(Long.parseLong(s)))
              .orElse(DEFAULT_GRACE);
      Instant asked = askedToEnd(pod, home);
      if (clock.instant().isBefore(asked.plus(grace))) {
        return Next.after(LOOK);
      }
      process.kill();
      return Next.after(LOOK);
    }
    if (!PodStatus.isFinal(pod) && isHeldByOthers(pod)) {
      PodStatus.write(
          api, key, lastStatus(pod, home)); // whoever holds the pod wants to know how it ended
      return Next.after(Duration.ZERO);
    }
    home.remove();
    Finalizers.remove(api, key, pod, FINALIZER);
    return Next.onChange();
  }

  private static boolean isHeldByOthers(Resource pod) {
    return pod.items("metadata", "finalizers").stream()
        .anyMatch(f -> !f.asText().equals(FINALIZER));
  }

  private ObjectNode lastStatus(Resource pod, PodHome home) {
    Instant started = home.read("started").map(Instant::parse).orElse(clock.instant());
    PodStatus status = new PodStatus(pod, address, started);
    return home.exitCode()
        .map(code -> status.ended(code, message(home), clock.instant()))
        .orElseGet(() -> status.lost(clock.instant()));
  }

  /** Sends TERM once; the file remembers when, over restarts. */
  private Instant askedToEnd(Resource pod, PodHome home) {
    Optional<Instant> before = home.read("asked").map(Instant::parse);
    if (before.isPresent()) {
      return before.get();
    }
    Instant now = clock.instant();
    PodHome.write(home.folder().resolve("asked"), now.toString().getBytes());
    events.normal(pod, "Killing", "Stopping container " + containerName(pod));
    new PodProcess(home).terminate();
    return now;
  }

  static String containerName(Resource pod) {
    return pod.at("spec", "containers").path(0).path("name").asText();
  }

  static String message(PodHome home) {
    return home.start("termination-message", PodStatus.MESSAGE_LIMIT);
  }
}
