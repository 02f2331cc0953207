package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.qemu.MachineState;
import io.wherry.resources.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Builds the status of an instance. Pure. */
record InstanceReport(Resource instance, String phase, String nodeName, Instant now) {

  /** A status that is not ready, with the reason. */
  ObjectNode waiting(String reason, String message) {
    ObjectNode status = base();
    condition(status, "Ready", "False", reason, message);
    return status;
  }

  ObjectNode running(MachineState state) {
    ObjectNode status = base();
    boolean paused = state != MachineState.RUNNING;
    condition(
        status,
        "Ready",
        paused ? "False" : "True",
        paused ? "GuestNotRunning" : "",
        paused ? "The guest is paused." : "");
    if (paused) {
      boolean io = state == MachineState.IO_ERROR;
      condition(
          status,
          "Paused",
          "True",
          io ? "PausedIOError" : "PausedByUser",
          io
              ? "VMI was paused, low-level IO error detected; free space where its disks are, then unpause"
              : "VMI was paused by user");
    }
    condition(
        status,
        "LiveMigratable",
        "False",
        "NoOtherNode",
        "A standalone server has one node; there is nowhere to migrate to.");
    return status;
  }

  private ObjectNode base() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("phase", phase);
    if (!phase.equals("Pending")) {
      status.put("nodeName", nodeName);
      status.putObject("activePods").put(Launchers.uid(instance), nodeName);
    }
    status.putObject("guestOSInfo");
    status.putArray("conditions");
    status.set("interfaces", interfaces());
    String machine = instance.text("spec", "domain", "machine", "type").orElse("q35");
    status.putObject("machine").put("type", machine);
    status.put("qosClass", "Burstable");
    status.set("volumeStatus", volumes());
    status.set("phaseTransitionTimestamps", transitions());
    return status;
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

  private ArrayNode transitions() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    boolean known = false;
    for (JsonNode old : instance.items("status", "phaseTransitionTimestamps")) {
      list.add(old);
      known |= old.path("phase").asText().equals(phase);
    }
    if (!known) {
      list.addObject().put("phase", phase).put("phaseTransitionTimestamp", text(now));
    }
    return list;
  }

  private void condition(
      ObjectNode status, String type, String value, String reason, String message) {
    ObjectNode condition =
        ((ArrayNode) status.get("conditions")).addObject().put("type", type).put("status", value);
    if (!reason.isEmpty()) {
      condition.put("reason", reason);
    }
    if (!message.isEmpty()) {
      condition.put("message", message);
    }
    String since =
        InstanceStatus.condition(instance, type)
            .filter(old -> old.path("status").asText().equals(value))
            .map(old -> old.path("lastTransitionTime").asText())
            .filter(t -> !t.isEmpty())
            .orElse(text(now));
    condition.putNull("lastProbeTime").put("lastTransitionTime", since);
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
