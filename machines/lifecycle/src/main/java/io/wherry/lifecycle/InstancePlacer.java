package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ConditionList.Truth;
import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.control.Finalizers;
import io.wherry.control.ObjectEdit;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.lifecycle.owner.OwnerBook;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings instances to nodes: waits for their volumes, asks for a place by a launcher pod, and names
 * the node that the scheduler chose as the owner. From there the node acts. Also ends instances
 * whose node is gone.
 */
final class InstancePlacer implements Reconciler {
  private static final Duration WAITING_LOOK = Duration.ofSeconds(2);
  private static final String NODE_LABEL = "kubevirt.io/nodeName";

  private final KubeApi api;
  private final Clock clock;
  private final OwnerBook owners;
  private final VolumeReadiness volumes;
  private final EventRecorder events;

  InstancePlacer(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
    this.owners = new OwnerBook(api);
    this.volumes = new VolumeReadiness(api);
    this.events = new EventRecorder(api, "virt-controller", clock);
  }

  ControllerSpec spec() {
    Wakeup claims = new Wakeup(Kinds.PVC, Selection.ALL, c -> waitingIn(c.namespace()));
    Wakeup pods = new Wakeup(Kinds.POD, Selection.ALL, InstancePlacer::instanceOf);
    Wakeup nodes = new Wakeup(Kinds.NODE, Selection.ALL, this::on);
    return new ControllerSpec("placer", Kinds.VMI, List.of(claims, pods, nodes), this, 4);
  }

  private List<ResourceKey> waitingIn(String namespace) {
    return api.list(Kinds.VMI, Selection.in(namespace)).stream()
        .filter(i -> i.text("status", "nodeName").isEmpty())
        .map(InstancePlacer::keyOf)
        .toList();
  }

  private static List<ResourceKey> instanceOf(Resource pod) {
    return pod.items("metadata", "ownerReferences").stream()
        .filter(o -> o.path("kind").asText().equals(Kinds.VMI.kind()))
        .map(o -> new ResourceKey(Kinds.VMI, pod.namespace(), o.path("name").asText()))
        .toList();
  }

  private List<ResourceKey> on(Resource node) {
    return api.list(Kinds.VMI, Selection.ALL).stream()
        .filter(i -> i.text("status", "nodeName").equals(Optional.of(node.name())))
        .map(InstancePlacer::keyOf)
        .toList();
  }

  private static ResourceKey keyOf(Resource instance) {
    return new ResourceKey(Kinds.VMI, instance.namespace(), instance.name());
  }

  private Optional<Resource> find(String node) {
    return api.get(new ResourceKey(Kinds.NODE, "", node));
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource instance = found.get();
    Optional<String> node = instance.text("status", "nodeName");
    if (node.isPresent()) {
      return placed(key, instance, node.get());
    }
    if (instance.isBeingDeleted()) {
      Launchers.remove(api, instance);
      Finalizers.remove(api, key, instance, InstanceController.FINALIZER);
      return Next.onChange();
    }
    if (Finalizers.missing(instance, InstanceController.FINALIZER)) {
      Finalizers.add(api, key, instance, InstanceController.FINALIZER);
      return Next.onChange();
    }
    return InstanceStatus.hasEnded(instance) ? Next.onChange() : place(key, instance);
  }

  private Next place(ResourceKey key, Resource instance) {
    try {
      volumes.require(instance);
    } catch (Waiting problem) {
      return wait(key, instance, problem);
    }
    Resource launcher = Launchers.ensure(api, instance);
    Optional<String> node = launcher.text("spec", "nodeName");
    if (node.isEmpty()) {
      Optional<JsonNode> refusal = refusal(launcher);
      String reason = refusal.isPresent() ? "ErrorUnschedulable" : "Scheduling";
      String message = refusal.map(r -> r.path("message").asText()).orElse("");
      write(key, s -> report(instance).waiting(s, "Scheduling", reason, message));
      return Next.onChange();
    }
    var _ = owners.open(instance, node.get());
    label(key, node.get());
    write(key, s -> report(instance).scheduled(s, launcher));
    return Next.onChange();
  }

  /** Why the scheduler found no node. */
  private static Optional<JsonNode> refusal(Resource launcher) {
    return launcher.items("status", "conditions").stream()
        .filter(c -> c.path("type").asText().equals("PodScheduled"))
        .filter(c -> c.path("status").asText().equals("False"))
        .findFirst();
  }

  private void label(ResourceKey key, String node) {
    var _ =
        ObjectEdit.body(
            api,
            key,
            tree ->
                tree.withObjectProperty("metadata")
                    .withObjectProperty("labels")
                    .put(NODE_LABEL, node));
  }

  private Next placed(ResourceKey key, Resource instance, String node) {
    Optional<Resource> present = find(node);
    if (present.isPresent()) {
      if (!InstanceStatus.hasEnded(instance) && !instance.isBeingDeleted()) {
        var _ = owners.open(instance, node); // instances of an earlier version have no record
        noteAbsence(key, instance, present.get());
      }
      return Next.onChange();
    }
    if (!InstanceStatus.hasEnded(instance)) {
      String text = "Node " + node + " was removed from the cluster; its guest is lost.";
      events.warning(instance, "NodeLost", text);
      write(key, s -> report(instance).waiting(s, "Failed", "NodeLost", text));
    }
    Launchers.remove(api, instance);
    if (instance.isBeingDeleted()) {
      Finalizers.remove(api, key, instance, InstanceController.FINALIZER);
    }
    return Next.onChange();
  }

  /** Its guest may be running, so nothing is done but said. */
  private void noteAbsence(ResourceKey key, Resource instance, Resource node) {
    boolean absent =
        ConditionList.find(node, "Ready")
            .filter(c -> c.path("status").asText().equals("Unknown"))
            .isPresent();
    if (absent && InstanceStatus.phase(instance).equals("Running")) {
      String text =
          "Node %s does not answer; the guest may be running there. Once the node is certainly off: kubectl delete node %s"
              .formatted(node.name(), node.name());
      write(
          key,
          s ->
              new ConditionList(s, clock.instant())
                  .set("Ready", Truth.FALSE, "NodeNotReady", text));
    }
  }

  private Next wait(ResourceKey key, Resource instance, Waiting problem) {
    boolean never = problem.kind() == Waiting.Kind.NEVER;
    write(
        key,
        s ->
            report(instance)
                .waiting(s, never ? "Failed" : "Pending", problem.reason(), problem.text()));
    return never ? Next.onChange() : Next.after(WAITING_LOOK);
  }

  private InstanceReport report(Resource instance) {
    return new InstanceReport(instance, clock.instant());
  }

  private void write(ResourceKey key, Consumer<ObjectNode> change) {
    var _ = ObjectEdit.status(api, key, change);
  }
}
