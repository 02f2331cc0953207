package io.wherry.scheduling;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ConditionList.Truth;
import io.wherry.control.ControllerSpec;
import io.wherry.control.ObjectEdit;
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
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Notes nodes that stopped renewing their Lease, and their return. Nothing is started elsewhere for
 * it: an absent node's guests may be running.
 *
 * @source Kubernetes documentation, "Nodes", heartbeats and node controller
 */
final class NodeWatch implements Reconciler {
  private static final String LEASES = "kube-node-lease";
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  private static final String READY = "Ready";

  private final KubeApi api;
  private final Clock clock;
  private final Instant began;

  NodeWatch(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
    this.began = clock.instant();
  }

  ControllerSpec spec() {
    Wakeup leases =
        new Wakeup(
            Kinds.LEASE,
            Selection.in(LEASES),
            l -> List.of(new ResourceKey(Kinds.NODE, "", l.name())));
    return new ControllerSpec("nodewatch", Kinds.NODE, List.of(leases), this, 2);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource node = found.get();
    Optional<Instant> renewed = renewed(key.name());
    Instant now = clock.instant();
    Optional<Instant> until = renewed.map(r -> r.plus(PATIENCE));
    boolean lives = until.filter(now::isBefore).isPresent();
    // A control plane that was away itself has no right to judge yet.
    boolean mayJudge = now.isAfter(began.plus(PATIENCE));
    if (lives != isReady(node) && (lives || mayJudge)) {
      mark(key, lives ? Truth.TRUE : Truth.UNKNOWN, renewed);
    }
    Instant next = lives ? until.get() : now.plus(PATIENCE);
    return Next.after(Duration.between(now, next).plusMillis(100));
  }

  private Optional<Instant> renewed(String node) {
    return api.get(new ResourceKey(Kinds.LEASE, LEASES, node))
        .flatMap(l -> l.text("spec", "renewTime"))
        .map(t -> OffsetDateTime.parse(t).toInstant());
  }

  private static boolean isReady(Resource node) {
    return ConditionList.isTrue(node, READY);
  }

  private void mark(ResourceKey key, Truth ready, Optional<Instant> renewed) {
    boolean lives = ready == Truth.TRUE;
    var _ =
        ObjectEdit.status(
            api,
            key,
            s ->
                new ConditionList(s, clock.instant())
                    .set(
                        READY,
                        ready,
                        lives ? "WherryReady" : "NodeStatusUnknown",
                        lives
                            ? "The node runs"
                            : "The node has not been heard of since "
                                + renewed
                                    .map(r -> r.truncatedTo(ChronoUnit.SECONDS).toString())
                                    .orElse("ever")));
    var _ = ObjectEdit.body(api, key, tree -> taint(tree, lives ? Taint.ABSENT : Taint.PRESENT));
  }

  private enum Taint {
    PRESENT,
    ABSENT
  }

  private void taint(ObjectNode tree, Taint wanted) {
    ObjectNode spec = tree.withObjectProperty("spec");
    ArrayNode taints =
        spec.get("taints") instanceof ArrayNode present ? present : spec.putArray("taints");
    for (int i = taints.size() - 1; i >= 0; i--) {
      if (taints.get(i).path("key").asText().equals(UNREACHABLE)) {
        taints.remove(i);
      }
    }
    if (wanted == Taint.PRESENT) {
      taints
          .addObject()
          .put("key", UNREACHABLE)
          .put("effect", "NoSchedule")
          .put("timeAdded", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    if (taints.isEmpty()) {
      spec.remove("taints");
    }
  }
}
