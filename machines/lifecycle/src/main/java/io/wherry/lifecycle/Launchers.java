package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Finalizers;
import io.wherry.control.ObjectEdit;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.StaleWrite;
import io.wherry.qemu.MachineState;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The virt-launcher pods beside an instance: the place it has or wants on a node. The scheduler
 * gives them a node; their log is the console; deleting one shuts the guest down. While an instance
 * migrates it has two.
 */
public final class Launchers {
  /** Keeps a launcher in the API until its guest has ended. */
  static final String FINALIZER = "wherry.io/launcher";

  /** Label of a launcher: uid of its instance. */
  static final String CREATED_BY = "kubevirt.io/created-by";

  private static final int SUFFIX = 5;
  private static final int NAME_LIMIT = 63 - 14 - SUFFIX - 1;
  private static final String CONTAINER = "compute";

  private Launchers() {}

  static ResourceKey key(Resource pod) {
    return new ResourceKey(Kinds.POD, pod.namespace(), pod.name());
  }

  static String name(Resource instance) {
    String name = instance.name();
    String stem = name.substring(0, Math.min(name.length(), NAME_LIMIT)).replaceAll("[.-]+$", "");
    return "virt-launcher-" + stem + "-" + instance.uid().replace("-", "").substring(0, SUFFIX);
  }

  /** All launchers of the instance, ended ones too. */
  public static List<Resource> of(KubeApi api, Resource instance) {
    return api.list(
        Kinds.POD, Selection.labelled(instance.namespace(), Map.of(CREATED_BY, instance.uid())));
  }

  /** The launcher of the instance on a node that has not ended. */
  public static Optional<Resource> on(KubeApi api, Resource instance, String node) {
    return of(api, instance).stream()
        .filter(p -> p.text("spec", "nodeName").equals(Optional.of(node)))
        .filter(p -> !hasEnded(p))
        .findFirst();
  }

  public static boolean hasEnded(Resource pod) {
    return Set.of("Succeeded", "Failed").contains(pod.text("status", "phase").orElse("Pending"));
  }

  /** The instance's first launcher, made when it is missing. */
  static Resource ensure(KubeApi api, Resource instance) {
    ResourceKey key = new ResourceKey(Kinds.POD, instance.namespace(), name(instance));
    Optional<Resource> present = api.get(key);
    if (present.isPresent()) {
      return present.get();
    }
    try {
      return api.create(Kinds.POD, pod(instance));
    } catch (StaleWrite stale) {
      return api.get(key).orElseThrow(() -> stale);
    }
  }

  /** Shows that the launcher's guest runs, or waits for its memory. */
  public static void running(KubeApi api, Resource pod, String address) {
    var _ =
        ObjectEdit.status(
            api,
            key(pod),
            status -> {
              String since = pod.text("metadata", "creationTimestamp").orElse("");
              fill(status, "Running", "True", address);
              ObjectNode running =
                  container(status, Ready.YES).putObject("state").putObject("running");
              if (!since.isEmpty()) {
                running.put("startedAt", since);
              }
            });
  }

  /** Shows how the launcher's guest ended. A launcher that ended stays as it is. */
  public static void finish(KubeApi api, Resource pod, MachineState state, String message) {
    boolean clean = state == MachineState.SHUT_DOWN;
    var _ =
        ObjectEdit.status(
            api,
            key(pod),
            status -> {
              String phase = status.path("phase").asText();
              if (Set.of("Succeeded", "Failed").contains(phase)) {
                return;
              }
              String address = status.path("hostIP").asText();
              fill(status, clean ? "Succeeded" : "Failed", "False", address);
              ObjectNode ended =
                  container(status, Ready.NO).putObject("state").putObject("terminated");
              ended.put("exitCode", clean ? 0 : 1).put("reason", clean ? "Completed" : "Error");
              ended.put("message", message);
            });
    release(api, pod);
  }

  /** Lets a deleted launcher go. */
  public static void release(KubeApi api, Resource pod) {
    var _ =
        ObjectEdit.body(
            api,
            key(pod),
            tree -> {
              if (tree.at("/metadata/finalizers") instanceof ArrayNode list) {
                for (int i = list.size() - 1; i >= 0; i--) {
                  if (list.get(i).asText().equals(FINALIZER)) {
                    list.remove(i);
                  }
                }
              }
            });
  }

  /** Deletes the instance's launchers. */
  static void remove(KubeApi api, Resource instance) {
    for (Resource pod : of(api, instance)) {
      if (!Finalizers.missing(pod, FINALIZER)) {
        release(api, pod);
      }
      api.delete(key(pod));
    }
  }

  private static void fill(ObjectNode status, String phase, String ready, String address) {
    status.put("phase", phase).put("hostIP", address).put("podIP", address);
    status.remove(List.of("reason", "message"));
    ArrayNode conditions = status.putArray("conditions");
    conditions.addObject().put("type", "PodScheduled").put("status", "True");
    conditions.addObject().put("type", "Ready").put("status", ready);
    conditions.addObject().put("type", "ContainersReady").put("status", ready);
  }

  private enum Ready {
    YES,
    NO
  }

  private static ObjectNode container(ObjectNode status, Ready ready) {
    return status
        .putArray("containerStatuses")
        .addObject()
        .put("name", CONTAINER)
        .put("image", "wherry/qemu")
        .put("imageID", "")
        .put("ready", ready == Ready.YES)
        .put("started", ready == Ready.YES)
        .put("restartCount", 0);
  }

  private static Resource pod(Resource instance) {
    Resource pod = Resource.of(Kinds.POD, instance.namespace(), name(instance));
    ObjectNode metadata = (ObjectNode) pod.tree().get("metadata");
    ObjectNode labels = metadata.putObject("labels");
    instance.labels().forEach(labels::put);
    labels
        .put("kubevirt.io", "virt-launcher")
        .put(CREATED_BY, instance.uid())
        .put("vm.kubevirt.io/name", instance.name());
    metadata.putObject("annotations").put("kubevirt.io/domain", instance.name());
    metadata.putArray("finalizers").add(FINALIZER);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.VMI.apiVersion())
        .put("kind", Kinds.VMI.kind())
        .put("name", instance.name())
        .put("uid", instance.uid())
        .put("controller", true);
    ObjectNode spec = pod.tree().putObject("spec").put("restartPolicy", "Never");
    ObjectNode container = spec.putArray("containers").addObject();
    container.put("name", CONTAINER).put("image", "wherry/qemu");
    long memory = GuestSpecs.memoryBytes(instance);
    container.putObject("resources").putObject("requests").put("memory", Long.toString(memory));
    for (String wish :
        List.of("nodeSelector", "affinity", "tolerations", "topologySpreadConstraints")) {
      if (!instance.at("spec", wish).isMissingNode()) {
        spec.set(wish, instance.at("spec", wish).deepCopy());
      }
    }
    instance
        .text("spec", "terminationGracePeriodSeconds")
        .ifPresent(g -> spec.put("terminationGracePeriodSeconds", Long.parseLong(g)));
    spec.set("volumes", volumes(instance));
    return pod;
  }

  private static ArrayNode volumes(Resource instance) {
    ArrayNode volumes = JsonNodeFactory.instance.arrayNode();
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
    return volumes;
  }
}
