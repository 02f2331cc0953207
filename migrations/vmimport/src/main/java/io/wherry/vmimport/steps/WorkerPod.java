package io.wherry.vmimport.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.Share;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.order.Options;
import java.util.List;

/** Builds worker pods. */
final class WorkerPod {
  /** Label that says what a worker pod does. */
  static final String TASK = "wherry.io/task";

  /** Where the provider's credentials are mounted. */
  static final String SECRET_PATH = "/etc/secret";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ImportWorld world;
  private final ObjectNode tree;
  private final ObjectNode container;
  private final ArrayNode volumes;
  private final ArrayNode mounts;
  private final ArrayNode devices;

  WorkerPod(ImportWorld world, String name, String task) {
    this.world = world;
    ImportOrder order = world.order();
    this.tree = Resource.of(Kinds.POD, order.target().namespace(), name).tree();
    ObjectNode labels = ((ObjectNode) tree.get("metadata")).putObject("labels");
    MachineLabels.of(order).forEach(labels::put);
    labels.put(TASK, task);
    ObjectNode spec = tree.putObject("spec");
    spec.put("restartPolicy", "Never");
    Options.Pods pods = order.options().pods();
    if (!pods.serviceAccount().isEmpty()) {
      spec.put("serviceAccountName", pods.serviceAccount());
    }
    this.container = spec.putArray("containers").addObject();
    container.put("name", "worker").put("image", world.settings().worker().image());
    this.mounts = container.putArray("volumeMounts");
    this.devices = container.putArray("volumeDevices");
    this.volumes = spec.putArray("volumes");
    transferNetwork(pods);
  }

  /** Gives the pod its task. */
  WorkerPod task(WorkerTask task) {
    try {
      container
          .putArray("env")
          .addObject()
          .put("name", WorkerTask.ENVIRONMENT_VARIABLE)
          .put("value", JSON.writerFor(WorkerTask.class).writeValueAsString(task));
      return this;
    } catch (JsonProcessingException e) {
      throw new Defect("A worker's task cannot be written as JSON.", e);
    }
  }

  /** Attaches the target volumes. */
  WorkerPod disks(List<TargetVolume> targets) {
    for (TargetVolume target : targets) {
      String name = "disk" + target.number();
      volumes
          .addObject()
          .put("name", name)
          .putObject("persistentVolumeClaim")
          .put("claimName", target.claim());
      if (target.isBlock()) {
        devices.addObject().put("name", name).put("devicePath", target.path());
      } else {
        mounts.addObject().put("name", name).put("mountPath", target.directory());
      }
    }
    return this;
  }

  /** Mounts the source's shares, read-only. */
  WorkerPod shares(List<Share> shares) {
    for (int i = 0; i < shares.size(); i++) {
      Share share = shares.get(i);
      String name = "share" + i;
      volumes
          .addObject()
          .put("name", name)
          .putObject("nfs")
          .put("server", share.server())
          .put("path", share.path())
          .put("readOnly", true);
      mounts
          .addObject()
          .put("name", name)
          .put("mountPath", share.mountPath())
          .put("readOnly", true);
    }
    return this;
  }

  /** Mounts a Secret of the target namespace; nothing for an empty name. */
  WorkerPod secret(String name) {
    if (!name.isEmpty()) {
      volumes.addObject().put("name", "secret").putObject("secret").put("secretName", name);
      mounts.addObject().put("name", "secret").put("mountPath", SECRET_PATH).put("readOnly", true);
    }
    return this;
  }

  /** Makes it a conversion pod, with what the plan says about those. */
  WorkerPod converting() {
    Options.Placement wish = world.order().options().pods().placement();
    ObjectNode labels = (ObjectNode) tree.at("/metadata/labels");
    wish.labels()
        .forEach((k, v) -> {
          if (!labels.has(k)) {
            labels.put(k, v);
          }
        });
    labels.put("forklift.app", "virt-v2v");
    ObjectNode spec = (ObjectNode) tree.get("spec");
    if (!wish.nodeSelector().isEmpty()) {
      ObjectNode selector = spec.putObject("nodeSelector");
      wish.nodeSelector().forEach(selector::put);
    }
    spec.set("affinity", wish.affinity().isEmpty() ? spread() : wish.affinity().deepCopy());
    return this;
  }

  Resource build() {
    for (String list : List.of("volumeMounts", "volumeDevices")) {
      if (container.path(list).isEmpty()) {
        container.remove(list);
      }
    }
    return new Resource(tree);
  }

  private void transferNetwork(Options.Pods pods) {
    if (!pods.transferNetwork().isEmpty()) {
      ((ObjectNode) tree.get("metadata"))
          .putObject("annotations")
          .put("k8s.v1.cni.cncf.io/networks", pods.transferNetwork());
    }
  }

  // Conversions are heavy: by default they keep away from each other.
  private static ObjectNode spread() {
    ObjectNode affinity = JSON.createObjectNode();
    ObjectNode term =
        affinity
            .putObject("podAntiAffinity")
            .putArray("preferredDuringSchedulingIgnoredDuringExecution")
            .addObject()
            .put("weight", 100)
            .putObject("podAffinityTerm");
    term.put("topologyKey", "kubernetes.io/hostname")
        .putObject("labelSelector")
        .putObject("matchLabels")
        .put("forklift.app", "virt-v2v");
    return affinity;
  }
}
