package io.wherry.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ObjectEdit;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * This node as the API shows it. Labels that others set stay.
 *
 * @param labels further ones, for example those of shares and of the accelerator
 */
public record NodeObject(
    KubeApi api, NodeSettings settings, Map<String, String> labels, Clock clock) {
  private static final String FIELD_MANAGER = "wherry-node";
  private static final String HEARTBEAT = "kubevirt.io/heartbeat";

  public NodeObject {
    labels = Map.copyOf(labels);
  }

  /** Writes the object; it is Ready from then on. Blocks. */
  public void write() {
    Resource node = Resource.of(Kinds.NODE, "", settings.nodeName());
    ObjectNode metadata = (ObjectNode) node.tree().get("metadata");
    ObjectNode all =
        metadata
            .putObject("labels")
            .put("kubernetes.io/hostname", settings.nodeName())
            .put("kubernetes.io/os", "linux")
            .put("kubernetes.io/arch", "amd64")
            .put("kubevirt.io/schedulable", "true");
    labels.forEach(all::put);
    metadata.putObject("annotations").put(HEARTBEAT, now());
    Resource _ = api.apply(Kinds.NODE, node, FIELD_MANAGER);
    var _ =
        ObjectEdit.status(
            api, new ResourceKey(Kinds.NODE, "", settings.nodeName()), this::fillStatus);
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void fillStatus(ObjectNode status) {
    String time = now();
    new ConditionList(status, clock.instant())
        .set("Ready", ConditionList.Truth.TRUE, "WherryReady", "The node runs");
    for (var condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        ((ObjectNode) condition).put("lastHeartbeatTime", time).remove("lastProbeTime");
      }
    }
    ArrayNode addresses = status.putArray("addresses");
    addresses.addObject().put("type", "InternalIP").put("address", settings.address());
    addresses.addObject().put("type", "Hostname").put("address", settings.nodeName());
    for (String field : new String[] {"capacity", "allocatable"}) {
      long memory = field.equals("capacity") ? settings.capacityBytes() : settings.guestBytes();
      status
          .putObject(field)
          .put("cpu", Integer.toString(Runtime.getRuntime().availableProcessors()))
          .put("memory", memory / 1024 + "Ki")
          .put("pods", "250");
    }
    status
        .putObject("daemonEndpoints")
        .putObject("kubeletEndpoint")
        .put("Port", settings.doorPort());
    status
        .putObject("nodeInfo")
        .put("kubeletVersion", "wherry-standalone")
        .put("kubeProxyVersion", "")
        .put("bootID", firstLine("/proc/sys/kernel/random/boot_id"))
        .put("machineID", firstLine("/etc/machine-id"))
        .put("systemUUID", firstLine("/etc/machine-id"))
        .put("operatingSystem", "linux")
        .put("architecture", "amd64")
        .put("kernelVersion", System.getProperty("os.version"))
        .put("osImage", System.getProperty("os.name"))
        .put("containerRuntimeVersion", "none://");
  }

  private static String firstLine(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException _) {
      return ""; // a machine without this identity
    }
  }
}
