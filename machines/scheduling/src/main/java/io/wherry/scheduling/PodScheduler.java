package io.wherry.scheduling;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ConditionList.Truth;
import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.control.ObjectEdit;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.placement.Cluster;
import io.wherry.placement.Fit;
import io.wherry.placement.Placement;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives pods a node, one pod at a time, so that two never take the same memory.
 *
 * @source Kubernetes documentation, "Kubernetes Scheduler"
 */
final class PodScheduler implements Reconciler {
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  private static final String SCHEDULED = "PodScheduled";

  private final KubeApi api;
  private final Clock clock;
  private final EventRecorder events;

  PodScheduler(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
    this.events = new EventRecorder(api, "default-scheduler", clock);
  }

  ControllerSpec spec() {
    Wakeup nodes = new Wakeup(Kinds.NODE, Selection.ALL, _ -> waitingIn(""));
    Wakeup claims = new Wakeup(Kinds.PVC, Selection.ALL, c -> waitingIn(c.namespace()));
    Wakeup ended =
        new Wakeup(Kinds.POD, Selection.ALL, p -> hasEnded(p) ? waitingIn("") : List.of());
    return new ControllerSpec("scheduler", Kinds.POD, List.of(nodes, claims, ended), this, 1);
  }

  private List<ResourceKey> waitingIn(String namespace) {
    return api.list(Kinds.POD, Selection.in(namespace)).stream()
        .filter(PodScheduler::waits)
        .map(p -> new ResourceKey(Kinds.POD, p.namespace(), p.name()))
        .toList();
  }

  private static boolean hasEnded(Resource pod) {
    return Set.of("Succeeded", "Failed").contains(pod.text("status", "phase").orElse("Pending"));
  }

  private static boolean waits(Resource pod) {
    return pod.text("spec", "nodeName").isEmpty() && !pod.isBeingDeleted() && !hasEnded(pod);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key).filter(PodScheduler::waits);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource pod = found.get();
    Cluster cluster = Clusters.of(api, pod);
    Placement placement = new Placement(cluster);
    Optional<String> node = placement.best(pod);
    if (node.isEmpty()) {
      refuse(key, pod, placement.judge(pod));
      return Next.after(AGAIN);
    }
    selectForClaims(pod, node.get(), cluster);
    bind(key, pod, node.get());
    return Next.onChange();
  }

  /** Tells those who make volumes on first use where that will be. */
  private void selectForClaims(Resource pod, String node, Cluster cluster) {
    for (var volume : pod.items("spec", "volumes")) {
      String name = volume.at("/persistentVolumeClaim/claimName").asText();
      Optional<Resource> unbound =
          cluster.claims().stream()
              .filter(c -> c.name().equals(name) && c.text("spec", "volumeName").isEmpty())
              .filter(c -> c.annotation(SELECTED_NODE).isEmpty())
              .findFirst();
      if (unbound.isPresent()) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(SELECTED_NODE, node);
        Resource _ = api.patch(new ResourceKey(Kinds.PVC, pod.namespace(), name), patch);
      }
    }
  }

  private void bind(ResourceKey key, Resource pod, String node) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", pod.resourceVersion());
    patch.putObject("spec").put("nodeName", node);
    Resource bound = api.patch(key, patch);
    var _ =
        ObjectEdit.status(
            api,
            key,
            s -> new ConditionList(s, clock.instant()).set(SCHEDULED, Truth.TRUE, "", ""));
    events.normal(
        bound,
        "Scheduled",
        "Successfully assigned %s/%s to %s".formatted(pod.namespace(), pod.name(), node));
  }

  private void refuse(ResourceKey key, Resource pod, List<Fit> fits) {
    String text = advised(pod, fits);
    boolean news =
        ConditionList.find(pod, SCHEDULED)
            .filter(c -> c.path("message").asText().equals(text))
            .isEmpty();
    if (news) {
      var _ =
          ObjectEdit.status(
              api,
              key,
              s -> {
                if (!s.has("phase")) {
                  s.put("phase", "Pending");
                }
                new ConditionList(s, clock.instant())
                    .set(SCHEDULED, Truth.FALSE, "Unschedulable", text);
              });
      events.warning(pod, "FailedScheduling", text);
    }
  }

  /** The scheduler's words, and what to do about them. */
  private static String advised(Resource pod, List<Fit> fits) {
    String text = Placement.explain(fits);
    long wanted = Placement.memoryBytes(pod) >> 20;
    String advice =
        switch (commonObstacle(fits)) {
          case "MEMORY" -> " It needs %d MiB of memory.".formatted(wanted);
          case "CORDONED" -> " Run: kubectl uncordon NODE";
          default -> "";
        };
    return text + advice;
  }

  private static String commonObstacle(List<Fit> fits) {
    Set<String> kinds =
        fits.stream()
            .flatMap(f -> f.obstacles().stream())
            .map(o -> o.kind().name())
            .collect(java.util.stream.Collectors.toSet());
    return kinds.size() == 1 ? kinds.iterator().next() : "";
  }
}
