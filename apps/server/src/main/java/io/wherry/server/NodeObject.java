package io.wherry.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** This machine as the API's only node. */
final class NodeObject {
  private static final long OWN_MEMORY_BYTES = 1536L << 20;
  private static final String FIELD_MANAGER = "wherry-node";

  private final KubeApi api;
  private final Clock clock;
  private final String name = hostName();

  NodeObject(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  /** Memory that guests may use: all but what Wherry, workers and the system need. */
  long guestMemoryBytes() {
    return Math.max(OWN_MEMORY_BYTES / 2, totalMemory() - OWN_MEMORY_BYTES);
  }

  void write() {
    Resource node = Resource.of(Kinds.NODE, "", name);
    ((ObjectNode) node.tree().get("metadata"))
        .putObject("labels")
        .put("kubernetes.io/hostname", name)
        .put("kubernetes.io/os", "linux")
        .put("kubernetes.io/arch", "amd64")
        .put("kubevirt.io/schedulable", "true");
    Resource _ = api.apply(Kinds.NODE, node, FIELD_MANAGER);
    Resource _ = api.patchStatus(new ResourceKey(Kinds.NODE, "", name), status());
  }

  private ObjectNode status() {
    ObjectNode patch = Resource.of(Kinds.NODE, "", name).tree();
    ObjectNode status = patch.putObject("status");
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "WherryReady")
        .put("message", "Wherry standalone runs")
        .put("lastHeartbeatTime", now)
        .put("lastTransitionTime", now);
    status
        .putArray("addresses")
        .add(address(patch, "InternalIP", "127.0.0.1"))
        .add(address(patch, "Hostname", name));
    for (String field : new String[] {"capacity", "allocatable"}) {
      status
          .putObject(field)
          .put("cpu", Integer.toString(Runtime.getRuntime().availableProcessors()))
          .put(
              "memory",
              (field.equals("capacity") ? totalMemory() : guestMemoryBytes()) / 1024 + "Ki")
          .put("pods", "250");
    }
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
    return patch;
  }

  private static String firstLine(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException _) {
      return ""; // a machine without this identity
    }
  }

  private static ObjectNode address(ObjectNode factory, String type, String address) {
    return factory.objectNode().put("type", type).put("address", address);
  }

  private static long totalMemory() {
    var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean known
        ? known.getTotalMemorySize()
        : 4L << 30;
  }

  private static String hostName() {
    try {
      String host = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      String clean = host.replaceAll("[^a-z0-9.-]", "-").replaceAll("^[.-]+|[.-]+$", "");
      return clean.isEmpty() ? "localhost" : clean;
    } catch (UnknownHostException _) {
      return "localhost";
    }
  }
}
