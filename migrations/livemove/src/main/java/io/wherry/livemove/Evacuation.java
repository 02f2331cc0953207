package io.wherry.livemove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ObjectEdit;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a machine whose launcher is to be evicted. Calls block.
 *
 * @source live-migration.md sections 5.1 and 5.2
 */
public final class Evacuation {
  /** On instances that were marked while their node was cordoned: uncordoning takes it back. */
  static final String BY_DRAIN = "wherry.io/evacuation-by-drain";

  /** On instances that a descheduler wants elsewhere. */
  static final String SOURCE = "kubevirt.io/eviction-source";

  private static final String DESCHEDULER = "descheduler";
  private static final String MARK = "evacuationNodeName";

  /** What a machine wants when its node is to be left. */
  enum Strategy {
    None,
    LiveMigrate,
    LiveMigrateIfPossible,
    External
  }

  private final KubeApi api;

  public Evacuation(KubeApi api) {
    this.api = api;
  }

  /** Why the launcher may not go now; empty when it may. */
  public Optional<String> objection(Resource pod) {
    Optional<Resource> found = instance(pod);
    if (found.isEmpty() || isOver(pod) || isOver(found.get())) {
      return Optional.empty();
    }
    Resource instance = found.get();
    String node = pod.text("spec", "nodeName").orElse("");
    if (!instance.text("status", "nodeName").equals(Optional.of(node))) {
      return isTarget(instance, pod)
          ? Optional.of("Eviction request for target Pod")
          : Optional.empty();
    }
    return judge(instance, node);
  }

  private Optional<String> judge(Resource instance, String node) {
    Strategy strategy = strategy(instance);
    if (strategy == Strategy.None) {
      return Optional.empty();
    }
    if (strategy != Strategy.External && !isMigratable(instance)) {
      return strategy == Strategy.LiveMigrateIfPossible
          ? Optional.empty()
          : Optional.of(
              "VMI %s is configured with an eviction strategy but is not live-migratable"
                  .formatted(instance.name()));
    }
    String text =
        "Eviction triggered evacuation of VMI \"%s/%s\""
            .formatted(instance.namespace(), instance.name());
    return Optional.of(isMarked(instance, node) ? "Evacuation in progress: " + text : text);
  }

  /**
   * Marks the machine of a launcher that may not go for being moved, if it is one that moves.
   *
   * @param requester as the eviction's {@code requested-by} says; may be empty
   */
  public void mark(Resource pod, String requester) {
    String node = pod.text("spec", "nodeName").orElse("");
    Optional<Resource> found =
        instance(pod).filter(i -> i.text("status", "nodeName").equals(Optional.of(node)));
    if (found.filter(this::moves).isPresent() && !isMarked(found.get(), node)) {
      mark(found.get(), node, requester);
    }
  }

  void mark(Resource instance, String node, String requester) {
    ResourceKey key = new ResourceKey(Kinds.VMI, instance.namespace(), instance.name());
    Optional<String> drained = Optional.of(node).filter(this::isLeft);
    Optional<String> source = Optional.of(DESCHEDULER).filter(requester::contains);
    var _ =
        ObjectEdit.body(
            api,
            key,
            tree -> {
              // what an earlier evacuation noted holds no longer
              ObjectNode notes =
                  tree.withObjectProperty("metadata").withObjectProperty("annotations");
              notes.remove(List.of(BY_DRAIN, SOURCE));
              drained.ifPresent(d -> notes.put(BY_DRAIN, d));
              source.ifPresent(d -> notes.put(SOURCE, d));
            });
    var _ = ObjectEdit.status(api, key, s -> s.put(MARK, node));
  }

  /** True when somebody wants the node empty: cordoned, or with the taint that drains. */
  boolean isLeft(String node) {
    return api.get(new ResourceKey(Kinds.NODE, "", node))
        .filter(n -> n.at("spec", "unschedulable").asBoolean() || isTainted(n))
        .isPresent();
  }

  private boolean isTainted(Resource node) {
    String key =
        configuration()
            .flatMap(k -> k.text("spec", "configuration", "migrations", "nodeDrainTaintKey"))
            .orElse("kubevirt.io/drain");
    return node.items("spec", "taints").stream().anyMatch(t -> t.path("key").asText().equals(key));
  }

  /** True when the node carries the taint that drains. */
  boolean isDrained(String node) {
    return api.get(new ResourceKey(Kinds.NODE, "", node)).filter(this::isTainted).isPresent();
  }

  private Optional<Resource> configuration() {
    return api.list(Kinds.KUBE_VIRT, Selection.ALL).stream().findFirst();
  }

  /** True when an evacuation is answered by a move, be it ours or somebody else's. */
  private boolean moves(Resource instance) {
    Strategy strategy = strategy(instance);
    return strategy == Strategy.External || (strategy != Strategy.None && isMigratable(instance));
  }

  /** The machine's own, else the platform's; machines of a single node stay where they are. */
  Strategy strategy(Resource instance) {
    String word =
        instance
            .text("spec", "evictionStrategy")
            .or(() ->
                api.list(Kinds.HYPER_CONVERGED, Selection.ALL).stream()
                    .findFirst()
                    .flatMap(h -> h.text("spec", "evictionStrategy")))
            .or(() ->
                configuration().flatMap(k -> k.text("spec", "configuration", "evictionStrategy")))
            .orElseGet(() ->
                api.list(Kinds.NODE, Selection.ALL).size() > 1
                    ? Strategy.LiveMigrate.name()
                    : Strategy.None.name());
    for (Strategy strategy : Strategy.values()) {
      if (strategy.name().equals(word)) {
        return strategy;
      }
    }
    return Strategy.None;
  }

  /** Nothing is known against it; of a machine that has just started nothing is known yet. */
  static boolean isMigratable(Resource instance) {
    return ConditionList.find(instance, "LiveMigratable")
        .filter(c -> c.path("status").asText().equals("False"))
        .isEmpty();
  }

  static boolean isMarked(Resource instance, String node) {
    return !node.isEmpty() && instance.text("status", MARK).equals(Optional.of(node));
  }

  private static boolean isTarget(Resource instance, Resource pod) {
    var state = instance.at("status", "migrationState");
    boolean open = state.hasNonNull("migrationUid") && !state.path("completed").asBoolean();
    return open && state.path("targetPod").asText().equals(pod.name());
  }

  private static boolean isOver(Resource object) {
    return Set.of("Succeeded", "Failed").contains(object.text("status", "phase").orElse(""));
  }

  /** The machine whose launcher this is. */
  private Optional<Resource> instance(Resource pod) {
    Map<String, String> labels = pod.labels();
    if (!"virt-launcher".equals(labels.get("kubevirt.io"))) {
      return Optional.empty();
    }
    return pod.annotation("kubevirt.io/domain")
        .flatMap(n -> api.get(new ResourceKey(Kinds.VMI, pod.namespace(), n)))
        .filter(i -> i.uid().equals(labels.get(TargetPod.CREATED_BY)));
  }
}
