package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.control.Finalizers;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.TreePatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps a VirtualMachine's instance as its run strategy and the user's requests want it. */
final class MachineController implements Reconciler {
  private static final String FINALIZER = "kubevirt.io/virtualMachineControllerFinalize";
  private static final String STARTED_ONCE = "wherry.io/started-once";

  private static final Duration UNDECIDED_LOOK = Duration.ofSeconds(5);

  private final KubeApi api;
  private final Clock clock;
  private final EventRecorder events;

  MachineController(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
    this.events = new EventRecorder(api, "virtualmachine-controller", clock);
  }

  ControllerSpec spec() {
    Wakeup instances =
        new Wakeup(
            Kinds.VMI,
            Selection.ALL,
            i -> List.of(new ResourceKey(Kinds.VM, i.namespace(), i.name())));
    Wakeup diskMoves = new Wakeup(Kinds.DISK_MOVE, Selection.ALL, DiskMoveGuard::machineOf);
    Wakeup dataVolumes = new Wakeup(Kinds.DATA_VOLUME, Selection.ALL, MachineController::ownersOf);
    return new ControllerSpec(
        "machines", Kinds.VM, List.of(instances, dataVolumes, diskMoves), this, 4);
  }

  private static List<ResourceKey> ownersOf(Resource object) {
    return object.items("metadata", "ownerReferences").stream()
        .filter(o -> o.path("kind").asText().equals(Kinds.VM.kind()))
        .map(o -> new ResourceKey(Kinds.VM, object.namespace(), o.path("name").asText()))
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource vm = found.get();
    ResourceKey instanceKey = new ResourceKey(Kinds.VMI, key.namespace(), key.name());
    Optional<Resource> instance = api.get(instanceKey);
    if (vm.isBeingDeleted()) {
      return end(vm, instance);
    }
    if (Finalizers.missing(vm, FINALIZER)) {
      Finalizers.add(api, key, vm, FINALIZER);
      return Next.onChange();
    }
    makeDataVolumes(vm);
    MachineRequests requests = MachineRequests.of(vm).settled(instance);
    Optional<Duration> wait = converge(vm, instance, requests);
    write(key, vm, api.get(instanceKey), requests);
    return wait.<Next>map(Next::after).orElse(Next.onChange());
  }

  private Next end(Resource vm, Optional<Resource> instance) {
    if (instance.isPresent()) {
      api.delete(new ResourceKey(Kinds.VMI, vm.namespace(), vm.name()));
    } else {
      Finalizers.remove(api, new ResourceKey(Kinds.VM, vm.namespace(), vm.name()), vm, FINALIZER);
    }
    return Next.onChange();
  }

  /** Starts, stops or leaves the instance; says when to look again when a start must wait. */
  private Optional<Duration> converge(
      Resource vm, Optional<Resource> instance, MachineRequests requests) {
    RunStrategy strategy = RunStrategy.of(vm).orElse(RunStrategy.Halted);
    boolean ended = instance.filter(InstanceStatus::hasEnded).isPresent();
    boolean failed = instance.filter(i -> InstanceStatus.phase(i).equals("Failed")).isPresent();
    boolean absent = instance.isEmpty();
    if (requests.wantsStop() && instance.isPresent()) {
      delete(vm, instance.get());
      return Optional.empty();
    }
    boolean start =
        requests.wantsStart()
            || switch (strategy) {
              case Always, RerunOnFailure -> absent && !restsAfterSuccess(vm, strategy);
              case Once -> absent && vm.annotation(STARTED_ONCE).isEmpty();
              case Manual, Halted -> false;
            };
    if (absent) {
      return start ? start(vm) : Optional.empty();
    }
    boolean again =
        switch (strategy) {
          case Always -> ended;
          case RerunOnFailure -> failed;
          case Halted -> true;
          case Manual, Once -> ended && requests.wantsStart();
        };
    if (again) {
      delete(vm, instance.get());
    }
    return Optional.empty();
  }

  /** RerunOnFailure leaves a machine off that shut down or was stopped on request. */
  private static boolean restsAfterSuccess(Resource vm, RunStrategy strategy) {
    return strategy == RunStrategy.RerunOnFailure
        && vm.annotation(STARTED_ONCE).isPresent()
        && !CrashLoop.of(vm).isCrashing();
  }

  private Optional<Duration> start(Resource vm) {
    Optional<String> undecided = new DiskMoveGuard(api).obstacle(vm);
    if (undecided.isPresent()) {
      events.warning(vm, "DiskMoveUndecided", undecided.get());
      return Optional.of(UNDECIDED_LOOK);
    }
    Optional<Instant> notBefore = CrashLoop.of(vm).retryAfter();
    Instant now = clock.instant();
    if (notBefore.filter(now::isBefore).isPresent()) {
      return Optional.of(Duration.between(now, notBefore.get()));
    }
    if (vm.annotation(STARTED_ONCE).isEmpty()) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("metadata").putObject("annotations").put(STARTED_ONCE, "true");
      Resource _ = api.patch(new ResourceKey(Kinds.VM, vm.namespace(), vm.name()), patch);
    }
    try {
      Resource _ = api.create(Kinds.VMI, Instances.of(vm));
      events.normal(
          vm,
          "SuccessfulCreate",
          "Started the virtual machine by creating the new virtual machine instance " + vm.name());
    } catch (StaleWrite _) {
      // made by an earlier look; the watch brings us back
    }
    return Optional.empty();
  }

  private void delete(Resource vm, Resource instance) {
    if (!instance.isBeingDeleted()) {
      api.delete(new ResourceKey(Kinds.VMI, instance.namespace(), instance.name()), instance.uid());
      events.normal(
          vm,
          "SuccessfulDelete",
          "Stopped the virtual machine by deleting the virtual machine instance "
              + instance.name());
    }
  }

  private void makeDataVolumes(Resource vm) {
    for (JsonNode template : vm.items("spec", "dataVolumeTemplates")) {
      String name = template.at("/metadata/name").asText();
      ResourceKey key = new ResourceKey(Kinds.DATA_VOLUME, vm.namespace(), name);
      if (!name.isEmpty() && api.get(key).isEmpty()) {
        ObjectNode tree = template.deepCopy();
        tree.put("apiVersion", Kinds.DATA_VOLUME.apiVersion());
        tree.put("kind", Kinds.DATA_VOLUME.kind());
        ObjectNode metadata = (ObjectNode) tree.get("metadata");
        metadata.put("namespace", vm.namespace());
        ArrayNode owners = metadata.putArray("ownerReferences");
        owners
            .addObject()
            .put("apiVersion", Kinds.VM.apiVersion())
            .put("kind", Kinds.VM.kind())
            .put("name", vm.name())
            .put("uid", vm.uid())
            .put("controller", true);
        Resource _ = api.create(Kinds.DATA_VOLUME, new Resource(tree));
      }
    }
  }

  private void write(
      ResourceKey key, Resource vm, Optional<Resource> instance, MachineRequests requests) {
    ObjectNode status = new MachineStatus(vm, instance, requests, clock.instant()).toJson();
    ObjectNode difference = TreePatch.between(vm.at("status"), status);
    if (!difference.isEmpty()) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.set("status", difference);
      Resource _ = api.patchStatus(key, patch);
    }
  }
}
