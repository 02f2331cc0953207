package io.wherry.livemove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Moves machines that are marked for leaving their node, one migration after the other until one
 * succeeds. Uncordoning the node takes marks of a drain back.
 *
 * @source live-migration.md sections 1.7, 5.2 and 5.3
 */
final class EvacuationController implements Reconciler {
  static final String EVACUATION = "kubevirt.io/evacuationMigration";

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(20);
  private static final int DOUBLINGS = 4;
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final int SUFFIX = 5;

  private final KubeApi api;
  private final Clock clock;
  private final Evacuation evacuation;
  private final EventRecorder events;

  EvacuationController(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
    this.evacuation = new Evacuation(api);
    this.events = new EventRecorder(api, "disruptionbudget-controller", clock);
  }

  ControllerSpec spec() {
    Wakeup nodes = new Wakeup(Kinds.NODE, Selection.ALL, n -> on(n.name()));
    return new ControllerSpec("evacuations", Kinds.VMI, List.of(nodes), this, 1);
  }

  private List<ResourceKey> on(String node) {
    return api.list(Kinds.VMI, Selection.ALL).stream()
        .filter(i -> i.text("status", "nodeName").equals(Optional.of(node)))
        .map(i -> new ResourceKey(Kinds.VMI, i.namespace(), i.name()))
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found =
        api.get(key).filter(i -> i.text("status", "phase").equals(Optional.of("Running")));
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource instance = found.get();
    String node = instance.text("status", "nodeName").orElse("");
    if (!Evacuation.isMarked(instance, node)) {
      return notice(instance, node);
    }
    if (instance.annotation(Evacuation.BY_DRAIN).equals(Optional.of(node))
        && !evacuation.isLeft(node)) {
      takeBack(key, instance, node);
      return Next.onChange();
    }
    boolean ours = evacuation.strategy(instance) != Evacuation.Strategy.External;
    return ours && Evacuation.isMigratable(instance) ? move(instance, node) : Next.onChange();
  }

  /** The taint that drains marks all that move. */
  private Next notice(Resource instance, String node) {
    if (evacuation.isDrained(node)
        && evacuation.strategy(instance) != Evacuation.Strategy.None
        && Evacuation.isMigratable(instance)) {
      evacuation.mark(instance, node, "");
    }
    return Next.onChange();
  }

  private void takeBack(ResourceKey key, Resource instance, String node) {
    var _ =
        ObjectEdit.status(
            api,
            key,
            s -> {
              if (s.path("evacuationNodeName").asText().equals(node)) {
                s.remove("evacuationNodeName");
              }
            });
    var _ =
        ObjectEdit.body(
            api,
            key,
            t ->
                t.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .remove(Evacuation.BY_DRAIN));
    events.normal(
        instance, "EvacuationCancelled", "Node " + node + " takes machines again; this one stays.");
  }

  private Next move(Resource instance, String node) {
    List<Resource> migrations =
        api.list(Kinds.VMIM, Selection.in(instance.namespace())).stream()
            .filter(m -> m.text("spec", "vmiName").equals(Optional.of(instance.name())))
            .toList();
    if (migrations.stream().anyMatch(m -> !MigrationPhase.of(m).isFinal())) {
      return Next.after(LOOK);
    }
    Instant next = earliest(migrations);
    if (clock.instant().isBefore(next)) {
      return Next.after(Duration.between(clock.instant(), next));
    }
    Resource made = api.create(Kinds.VMIM, migration(instance, node));
    events.normal(
        instance, "SuccessfulCreate", "Created Migration " + made.name() + " to leave " + node);
    return Next.after(LOOK);
  }

  /** After each failure since the last success the pause doubles, from 20 s to 320 s. */
  private static Instant earliest(List<Resource> migrations) {
    List<Resource> newestFirst =
        migrations.stream()
            .filter(m -> m.annotation(EVACUATION).isPresent() && !m.isBeingDeleted())
            .sorted(Comparator.comparing(EvacuationController::ended).reversed())
            .takeWhile(m -> MigrationPhase.of(m) == MigrationPhase.FAILED)
            .toList();
    if (newestFirst.isEmpty()) {
      return Instant.MIN;
    }
    int doublings = Math.min(newestFirst.size() - 1, DOUBLINGS);
    return ended(newestFirst.getFirst()).plus(FIRST_PAUSE.multipliedBy(1L << doublings));
  }

  private static Instant ended(Resource migration) {
    return migration.items("status", "phaseTransitionTimestamps").stream()
        .map(t -> Instant.parse(t.path("phaseTransitionTimestamp").asText()))
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  private static Resource migration(Resource instance, String node) {
    String suffix = UUID.randomUUID().toString().substring(0, SUFFIX);
    Resource migration =
        Resource.of(Kinds.VMIM, instance.namespace(), "kubevirt-evacuation-" + suffix);
    ((ObjectNode) migration.tree().get("metadata")).putObject("annotations").put(EVACUATION, node);
    boolean urgent = instance.annotation(Evacuation.SOURCE).isEmpty();
    migration
        .tree()
        .putObject("spec")
        .put("vmiName", instance.name())
        .put("priority", urgent ? "system-critical" : "system-maintenance");
    return migration;
  }
}
