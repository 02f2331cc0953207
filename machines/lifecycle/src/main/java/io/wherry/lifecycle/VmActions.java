package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * What KubeVirt's subresources do. A refusal carries the HTTP code that upstream answers with.
 *
 * @source live-migration.md section 9.5
 */
public final class VmActions {
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private static final int SUFFIX = 5;
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private final KubeApi api;
  private final GuestDoors doors;

  public VmActions(KubeApi api, GuestDoors doors) {
    this.api = api;
    this.doors = doors;
  }

  /** The action is not possible now. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;

    Refused(int code, String message) {
      super(message);
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /** Starts a machine. Blocks. */
  public void start(String namespace, String name) {
    Resource vm = vm(namespace, name);
    RunStrategy strategy = RunStrategy.of(vm).orElse(RunStrategy.Halted);
    Optional<Resource> instance = instance(namespace, name);
    if (instance.filter(i -> !InstanceStatus.hasEnded(i)).isPresent()) {
      throw conflict("VM is already running");
    }
    switch (strategy) {
      case Halted -> setStrategy(vm, RunStrategy.Always);
      case Manual, RerunOnFailure -> request(vm, "Start", "");
      case Always, Once -> throw conflict(strategy + " does not support manual start requests");
    }
  }

  /** Stops a machine; with a grace period, at most after that time. Blocks. */
  public void stop(String namespace, String name, OptionalLong graceSeconds) {
    Resource vm = vm(namespace, name);
    RunStrategy strategy = RunStrategy.of(vm).orElse(RunStrategy.Halted);
    Optional<Resource> instance = instance(namespace, name);
    if (instance.isEmpty() || InstanceStatus.hasEnded(instance.get())) {
      throw conflict("VM is not running");
    }
    graceSeconds.ifPresent(g -> shorten(instance.get(), g));
    switch (strategy) {
      case Always, Once -> setStrategy(vm, RunStrategy.Halted);
      case Manual, RerunOnFailure -> request(vm, "Stop", instance.get().uid());
      case Halted -> {
        if (graceSeconds.isEmpty()) {
          throw conflict("Halted only supports manual stop requests with a shorter grace period");
        }
      }
    }
  }

  /** Stops the instance and starts a new one. Blocks. */
  public void restart(String namespace, String name, OptionalLong graceSeconds) {
    Resource vm = vm(namespace, name);
    RunStrategy strategy = RunStrategy.of(vm).orElse(RunStrategy.Halted);
    if (strategy == RunStrategy.Halted || strategy == RunStrategy.Once) {
      throw conflict(strategy + " does not support manual restart requests");
    }
    Resource instance =
        instance(namespace, name)
            .filter(i -> !InstanceStatus.hasEnded(i))
            .orElseThrow(() -> conflict("VM is not running: " + name));
    graceSeconds.ifPresent(g -> shorten(instance, g));
    if (strategy != RunStrategy.Always) {
      request(vm, "Stop", instance.uid());
      request(vm(namespace, name), "Start", "");
    } else {
      api.delete(new ResourceKey(Kinds.VMI, namespace, name), instance.uid());
    }
  }

  /**
   * Asks for moving the machine to another node.
   *
   * @param nodeSelector labels that the other node must have as well
   */
  public void migrate(String namespace, String name, Map<String, String> nodeSelector) {
    Resource _ = vm(namespace, name);
    Resource instance =
        instance(namespace, name)
            .filter(i -> InstanceStatus.phase(i).equals("Running"))
            .orElseThrow(() -> conflict("VM is not running"));
    ConditionList.find(instance, "LiveMigratable")
        .filter(c -> c.path("status").asText().equals("False"))
        .ifPresent(c -> {
          throw conflict(
              "Cannot migrate VMI, Reason: %s, Message: %s"
                  .formatted(c.path("reason").asText(), c.path("message").asText()));
        });
    boolean busy =
        api.list(Kinds.VMIM, Selection.in(namespace)).stream()
            .filter(m -> m.text("spec", "vmiName").equals(Optional.of(name)))
            .anyMatch(m -> !ENDED.contains(m.text("status", "phase").orElse("")));
    if (busy) {
      throw conflict("in-flight migration detected for VMI " + name);
    }
    String suffix = UUID.randomUUID().toString().substring(0, SUFFIX);
    Resource migration = Resource.of(Kinds.VMIM, namespace, "kubevirt-migrate-vm-" + suffix);
    ObjectNode spec = migration.tree().putObject("spec").put("vmiName", name);
    if (!nodeSelector.isEmpty()) {
      nodeSelector.forEach(spec.putObject("addedNodeSelector")::put);
    }
    Resource _ = api.create(Kinds.VMIM, migration);
  }

  public void pause(String namespace, String name) {
    Resource instance = running(namespace, name);
    if (InstanceStatus.has(instance, "Paused")) {
      throw conflict("VMI is already paused");
    }
    act(instance, GuestActions.Action.PAUSE);
  }

  public void unpause(String namespace, String name) {
    Resource instance = running(namespace, name);
    if (!InstanceStatus.has(instance, "Paused")) {
      throw conflict("VMI is not paused");
    }
    act(instance, GuestActions.Action.UNPAUSE);
  }

  public void reset(String namespace, String name) {
    act(running(namespace, name), GuestActions.Action.RESET);
  }

  /** The instance, if it runs; for its consoles. */
  public Resource requireRunning(String namespace, String name) {
    return running(namespace, name);
  }

  private void act(Resource instance, GuestActions.Action action) {
    try {
      doors.act(instance, action);
    } catch (InvalidRequest notThere) {
      throw conflict(String.valueOf(notThere.getMessage()));
    }
  }

  private Resource running(String namespace, String name) {
    Resource instance =
        instance(namespace, name)
            .orElseThrow(() ->
                new Refused(
                    NOT_FOUND, "virtualmachineinstance.kubevirt.io \"" + name + "\" not found"));
    if (!InstanceStatus.phase(instance).equals("Running")) {
      throw conflict("VMI is not running");
    }
    return instance;
  }

  private Resource vm(String namespace, String name) {
    return api.get(key(Kinds.VM, namespace, name))
        .orElseThrow(
            () -> new Refused(NOT_FOUND, "virtualmachine.kubevirt.io \"" + name + "\" not found"));
  }

  private Optional<Resource> instance(String namespace, String name) {
    return api.get(key(Kinds.VMI, namespace, name));
  }

  private static ResourceKey key(io.wherry.resources.KindRef kind, String namespace, String name) {
    return new ResourceKey(kind, namespace, name);
  }

  private void setStrategy(Resource vm, RunStrategy strategy) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode spec = patch.putObject("spec");
    if (vm.at("spec", "running").isBoolean()) {
      spec.put("running", strategy == RunStrategy.Always);
    } else {
      spec.put("runStrategy", strategy.name());
    }
    Resource _ = api.patch(key(Kinds.VM, vm.namespace(), vm.name()), patch);
  }

  private void request(Resource vm, String action, String uid) {
    var pending = MachineRequests.of(vm).toJson();
    if (action.equals("Stop")) {
      pending.removeAll();
    }
    for (JsonNode other : pending) {
      if (other.path("action").asText().equals(action)) {
        throw conflict("unable to complete request: a " + action + " request is already pending");
      }
    }
    ObjectNode request = pending.addObject().put("action", action);
    if (!uid.isEmpty()) {
      request.put("uid", uid);
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", vm.resourceVersion());
    patch.putObject("status").set("stateChangeRequests", pending);
    Resource _ = api.patchStatus(key(Kinds.VM, vm.namespace(), vm.name()), patch);
  }

  private void shorten(Resource instance, long seconds) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("terminationGracePeriodSeconds", Math.max(0, seconds));
    Resource _ = api.patch(key(Kinds.VMI, instance.namespace(), instance.name()), patch);
  }

  private static Refused conflict(String message) {
    return new Refused(CONFLICT, message);
  }
}
