package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ConditionList.Truth;
import io.wherry.qemu.MachineState;
import io.wherry.resources.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes the parts of an instance's status that tell what its guest does; everything else in it
 * belongs to others and stays. Pure.
 */
record InstanceReport(Resource instance, Instant now) {
  private static final String READY = "Ready";
  private static final String PAUSED = "Paused";
  private static final String BY_MONITOR = "PausedByMigrationMonitor";

  /** It does not run, for a reason. */
  void waiting(ObjectNode status, String phase, String reason, String message) {
    base(status, phase);
    ConditionList conditions = new ConditionList(status, now);
    conditions.set(READY, Truth.FALSE, reason, message);
    conditions.remove(PAUSED);
  }

  /** It has a place, and shall be started there. */
  void scheduled(ObjectNode status, Resource launcher) {
    waiting(status, "Scheduled", "Starting", "QEMU is being started.");
    String node = launcher.text("spec", "nodeName").orElse("");
    status.put("nodeName", node);
    status.putObject("activePods").put(launcher.uid(), node);
  }

  void running(ObjectNode status, MachineState state) {
    base(status, "Running");
    boolean onTheWay =
        state == MachineState.SWITCHING
            || state == MachineState.HANDED_OVER
            || state == MachineState.INCOMING;
    if (onTheWay) {
      return; // the guest stands still for a moment, which is no pause
    }
    ConditionList conditions = new ConditionList(status, now);
    if (state == MachineState.RUNNING) {
      conditions.set(READY, Truth.TRUE, "", "");
      conditions.remove(PAUSED);
      return;
    }
    conditions.set(READY, Truth.FALSE, "GuestNotRunning", "The guest is paused.");
    if (state == MachineState.IO_ERROR) {
      conditions.set(
          PAUSED,
          Truth.TRUE,
          "PausedIOError",
          "VMI was paused, low-level IO error detected; free space where its disks are, then unpause");
    } else if (!isPausedByMonitor()) {
      conditions.set(PAUSED, Truth.TRUE, "PausedByUser", "VMI was paused by user");
    }
  }

  private boolean isPausedByMonitor() {
    return ConditionList.find(instance, PAUSED)
        .filter(c -> c.path("reason").asText().equals(BY_MONITOR))
        .isPresent();
  }

  private void base(ObjectNode status, String phase) {
    status.put("phase", phase);
    if (!status.has("guestOSInfo")) {
      status.putObject("guestOSInfo");
    }
    status.set("interfaces", interfaces());
    if (!status.has("machine")) {
      String machine = instance.text("spec", "domain", "machine", "type").orElse("q35");
      status.putObject("machine").put("type", machine);
    }
    status.put("qosClass", "Burstable");
    status.set("volumeStatus", volumes());
    transition(status, phase);
  }

  private ArrayNode interfaces() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (JsonNode nic : instance.items("spec", "domain", "devices", "interfaces")) {
      list.addObject()
          .put("name", nic.path("name").asText())
          .put("mac", nic.path("macAddress").asText())
          .put("infoSource", "domain");
    }
    return list;
  }

  private ArrayNode volumes() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (JsonNode volume : instance.items("spec", "volumes")) {
      ObjectNode entry =
          list.addObject().put("name", volume.path("name").asText()).put("target", "");
      String claim =
          volume
              .at("/persistentVolumeClaim/claimName")
              .asText(volume.at("/dataVolume/name").asText());
      if (!claim.isEmpty()) {
        entry.putObject("persistentVolumeClaimInfo").put("claimName", claim);
      }
    }
    return list;
  }

  private void transition(ObjectNode status, String phase) {
    ArrayNode list =
        status.get("phaseTransitionTimestamps") instanceof ArrayNode present
            ? present
            : status.putArray("phaseTransitionTimestamps");
    for (JsonNode old : list) {
      if (old.path("phase").asText().equals(phase)) {
        return;
      }
    }
    list.addObject()
        .put("phase", phase)
        .put("phaseTransitionTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
