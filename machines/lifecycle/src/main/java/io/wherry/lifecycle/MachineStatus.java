package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The status of a VirtualMachine. Pure.
 *
 * @source live-migration.md section 9.2
 */
record MachineStatus(
    Resource vm, Optional<Resource> instance, MachineRequests requests, Instant now) {

  ObjectNode toJson() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    CrashLoop crashes = CrashLoop.of(vm).seeing(instance, now);
    boolean ready = instance.filter(InstanceStatus::isReady).isPresent();
    if (instance.isPresent()) {
      status.put("created", true);
    }
    if (ready) {
      status.put("ready", true);
    }
    status.put("printableStatus", printable(crashes));
    RunStrategy.of(vm).ifPresent(s -> status.put("runStrategy", s.name()));
    status.put("desiredGeneration", vm.generation()).put("observedGeneration", vm.generation());
    if (!requests.pending().isEmpty()) {
      status.set("stateChangeRequests", requests.toJson());
    }
    if (crashes.isCrashing()) {
      status.set("startFailure", crashes.toJson());
    }
    status.set("conditions", conditions(ready));
    ArrayNode volumes = volumes();
    if (!volumes.isEmpty()) {
      status.set("volumeSnapshotStatuses", volumes);
    }
    return status;
  }

  private String printable(CrashLoop crashes) {
    if (vm.isBeingDeleted()) {
      return "Terminating";
    }
    if (instance.isEmpty()) {
      boolean wanted =
          RunStrategy.of(vm).filter(s -> s == RunStrategy.Always).isPresent()
              || requests.wantsStart();
      return crashes.isCrashing() ? "CrashLoopBackOff" : wanted ? "Starting" : "Stopped";
    }
    Resource i = instance.get();
    if (i.isBeingDeleted() || requests.wantsStop()) {
      return "Stopping";
    }
    return switch (InstanceStatus.phase(i)) {
      case "Running" ->
          InstanceStatus.isMigrating(i)
              ? "Migrating"
              : InstanceStatus.has(i, "Paused") ? "Paused" : "Running";
      case "Succeeded" -> "Stopped";
      case "Failed" -> crashes.isCrashing() ? "CrashLoopBackOff" : "Stopped";
      default -> InstanceStatus.waitingFor(i).orElse("Starting");
    };
  }

  private ArrayNode conditions(boolean ready) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    condition(
        list,
        "Ready",
        ready ? "True" : "False",
        ready ? "" : instance.isEmpty() ? "VMINotExists" : "GuestNotRunning",
        instance.flatMap(InstanceStatus::message).orElse(ready ? "" : "VMI does not exist"));
    instance
        .filter(i -> InstanceStatus.has(i, "Paused"))
        .ifPresent(
            _ -> condition(list, "Paused", "True", "PausedByUser", "VMI was paused by user"));
    instance
        .filter(i -> InstanceStatus.phase(i).equals("Failed"))
        .flatMap(InstanceStatus::message)
        .ifPresent(m -> condition(list, "Failure", "True", "FailedCreate", m));
    instance.stream()
        .flatMap(i -> i.items("status", "conditions").stream())
        .filter(c -> c.path("type").asText().endsWith("LiveMigratable"))
        .forEach(list::add);
    return list;
  }

  private void condition(ArrayNode list, String type, String value, String reason, String message) {
    ObjectNode condition = list.addObject().put("type", type).put("status", value);
    if (!reason.isEmpty()) {
      condition.put("reason", reason);
    }
    if (!message.isEmpty()) {
      condition.put("message", message);
    }
    String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
    for (JsonNode old : vm.items("status", "conditions")) {
      if (old.path("type").asText().equals(type) && old.path("status").asText().equals(value)) {
        since = old.path("lastTransitionTime").asText(since);
      }
    }
    condition.put("lastTransitionTime", since);
  }

  private ArrayNode volumes() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (JsonNode volume : vm.items("spec", "template", "spec", "volumes")) {
      list.addObject()
          .put("name", volume.path("name").asText())
          .put("enabled", false)
          .put("reason", "Snapshots are not available standalone");
    }
    return list;
  }
}
