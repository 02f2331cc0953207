package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.StaleWrite;
import io.wherry.qemu.MachineState;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.Optional;

/**
 * The virt-launcher pod that people and tools expect beside an instance; its log is the console.
 */
final class Launchers {
  private static final int SUFFIX = 5;
  private static final int NAME_LIMIT = 63 - 14 - SUFFIX - 1;
  private static final String CONTAINER = "compute";

  private Launchers() {}

  static String name(Resource instance) {
    String name = instance.name();
    String stem = name.substring(0, Math.min(name.length(), NAME_LIMIT)).replaceAll("[.-]+$", "");
    return "virt-launcher-" + stem + "-" + instance.uid().replace("-", "").substring(0, SUFFIX);
  }

  /** Key of {@code status.activePods}: the instance's uid stands for its only pod. */
  static String uid(Resource instance) {
    return instance.uid();
  }

  private static ResourceKey key(Resource instance) {
    return new ResourceKey(Kinds.POD, instance.namespace(), name(instance));
  }

  static void ensure(KubeApi api, Resource instance, String nodeName) {
    if (api.get(key(instance)).isEmpty()) {
      try {
        Resource _ = api.create(Kinds.POD, pod(instance, nodeName));
      } catch (StaleWrite _) {
        // another look was faster
      }
    }
  }

  static void running(KubeApi api, Resource instance, String nodeName) {
    ensure(api, instance, nodeName);
    String since =
        instance.items("status", "phaseTransitionTimestamps").stream()
            .filter(t -> t.path("phase").asText().equals("Running"))
            .map(t -> t.path("phaseTransitionTimestamp").asText())
            .findFirst()
            .orElse("");
    ObjectNode status = status("Running", "True");
    ObjectNode state = container(status, instance, true).putObject("state").putObject("running");
    if (!since.isEmpty()) {
      state.put("startedAt", since);
    }
    write(api, instance, status);
  }

  static void finish(KubeApi api, Resource instance, MachineState state, String message) {
    boolean clean = state == MachineState.SHUT_DOWN;
    ObjectNode status = status(clean ? "Succeeded" : "Failed", "False");
    container(status, instance, false)
        .putObject("state")
        .putObject("terminated")
        .put("exitCode", clean ? 0 : 1)
        .put("reason", clean ? "Completed" : "Error")
        .put("message", message);
    write(api, instance, status);
  }

  static void remove(KubeApi api, Resource instance) {
    api.delete(key(instance));
  }

  private static void write(KubeApi api, Resource instance, ObjectNode status) {
    Optional<Resource> pod = api.get(key(instance));
    if (pod.isEmpty() || pod.get().at("status").equals(status)) {
      return;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("status", MergePatches.replacing(pod.get().at("status"), status));
    try {
      Resource _ = api.patchStatus(key(instance), patch);
    } catch (InvalidRequest _) {
      // deleted meanwhile; it only mirrors the instance
    }
  }

  private static ObjectNode status(String phase, String ready) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("phase", phase).put("hostIP", "127.0.0.1").put("podIP", "127.0.0.1");
    ArrayNode conditions = status.putArray("conditions");
    conditions.addObject().put("type", "PodScheduled").put("status", "True");
    conditions.addObject().put("type", "Ready").put("status", ready);
    conditions.addObject().put("type", "ContainersReady").put("status", ready);
    return status;
  }

  private static ObjectNode container(ObjectNode status, Resource instance, boolean ready) {
    return status
        .putArray("containerStatuses")
        .addObject()
        .put("name", CONTAINER)
        .put("image", "wherry/qemu")
        .put("imageID", "")
        .put("ready", ready)
        .put("started", ready)
        .put("restartCount", 0);
  }

  private static Resource pod(Resource instance, String nodeName) {
    Resource pod = Resource.of(Kinds.POD, instance.namespace(), name(instance));
    ObjectNode metadata = (ObjectNode) pod.tree().get("metadata");
    ObjectNode labels = metadata.putObject("labels");
    instance.labels().forEach(labels::put);
    labels
        .put("kubevirt.io", "virt-launcher")
        .put("kubevirt.io/created-by", instance.uid())
        .put("vm.kubevirt.io/name", instance.name());
    metadata.putObject("annotations").put("kubevirt.io/domain", instance.name());
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.VMI.apiVersion())
        .put("kind", Kinds.VMI.kind())
        .put("name", instance.name())
        .put("uid", instance.uid())
        .put("controller", true);
    ObjectNode spec = pod.tree().putObject("spec");
    spec.put("nodeName", nodeName).put("restartPolicy", "Never");
    spec.putArray("containers").addObject().put("name", CONTAINER).put("image", "wherry/qemu");
    ArrayNode volumes = spec.putArray("volumes");
    for (var volume : instance.items("spec", "volumes")) {
      String claim =
          volume
              .at("/persistentVolumeClaim/claimName")
              .asText(volume.at("/dataVolume/name").asText());
      if (!claim.isEmpty()) {
        volumes
            .addObject()
            .put("name", volume.path("name").asText())
            .putObject("persistentVolumeClaim")
            .put("claimName", claim);
      }
    }
    return pod;
  }
}
