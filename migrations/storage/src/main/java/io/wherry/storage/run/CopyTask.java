package io.wherry.storage.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.Problem;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.WorkerTask;
import io.wherry.runs.PodAttempts;
import io.wherry.storage.Marks;
import io.wherry.storage.MigStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The pods that copy one machine's volumes: sources read-only, targets beside them. */
record CopyTask(StorageWorld world, StorageOrder.Machine machine, StorageStep phase)
    implements PodAttempts.Task {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WORKER = "wherry.io/task";
  private static final String MACHINE = "wherry.io/machine";
  private static final int LONGEST_NAME = 40;
  private static final int HASH = 10;

  /** Labels of all pods of the machine in this run. */
  Map<String, String> labels() {
    return Map.of(
        WORKER,
        "volumes",
        Marks.MIGRATED_BY_MIGRATION,
        world.order().migration().uid(),
        MACHINE,
        machine.vm().uid());
  }

  @Override
  public ResourceKey pod(int attempt) {
    String identity = world.order().migration().uid() + machine.vm().uid() + phase.name();
    String hash =
        MigStatus.digest(new com.fasterxml.jackson.databind.node.TextNode(identity))
            .substring(0, HASH);
    String vm = machine.vm().name();
    String stem = vm.length() > LONGEST_NAME ? vm.substring(0, LONGEST_NAME) : vm;
    return StorageWorld.beside(machine, Kinds.POD, stem + "-volumes-" + hash + "-" + attempt);
  }

  @Override
  public Resource make(String name) {
    Resource pod = Resource.of(Kinds.POD, machine.vm().namespace(), name);
    ObjectNode labels = ((ObjectNode) pod.tree().get("metadata")).putObject("labels");
    labels().forEach(labels::put);
    ObjectNode spec = pod.tree().putObject("spec").put("restartPolicy", "Never");
    String account = world.outside().settings().serviceAccount();
    if (!account.isEmpty()) {
      spec.put("serviceAccountName", account);
    }
    ObjectNode container = spec.putArray("containers").addObject().put("name", "worker");
    container.put("image", world.outside().settings().workerImage());
    List<WorkerTask.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < machine.volumes().size(); i++) {
      pairs.add(attach(spec, container, i));
    }
    container
        .putArray("env")
        .addObject()
        .put("name", WorkerTask.ENVIRONMENT_VARIABLE)
        .put("value", text(new WorkerTask.Volumes(pairs)));
    return pod;
  }

  private WorkerTask.Pair attach(ObjectNode spec, ObjectNode container, int number) {
    StorageOrder.Volume volume = machine.volumes().get(number);
    Resource source = claim(volume.source());
    Resource target = claim(volume.target());
    ArrayNode volumes = spec.withArrayProperty("volumes");
    volumes
        .addObject()
        .put("name", "from" + number)
        .putObject("persistentVolumeClaim")
        .put("claimName", volume.source())
        .put("readOnly", true);
    volumes
        .addObject()
        .put("name", "disk" + number)
        .putObject("persistentVolumeClaim")
        .put("claimName", volume.target());
    String from =
        isBlock(source)
            ? device(container, "from" + number, "/dev/from" + number)
            : mount(container, "from" + number, "/mnt/from/disk" + number);
    String to =
        isBlock(target)
            ? device(container, "disk" + number, "/dev/block" + number)
            : mount(container, "disk" + number, "/mnt/disks/disk" + number);
    return new WorkerTask.Pair(volume.source(), from, to, target.uid());
  }

  private static String device(ObjectNode container, String name, String path) {
    container
        .withArrayProperty("volumeDevices")
        .addObject()
        .put("name", name)
        .put("devicePath", path);
    return path;
  }

  private static String mount(ObjectNode container, String name, String path) {
    container
        .withArrayProperty("volumeMounts")
        .addObject()
        .put("name", name)
        .put("mountPath", path);
    return path + "/disk.img";
  }

  private Resource claim(String name) {
    return world
        .api()
        .get(StorageWorld.beside(machine, Kinds.PVC, name))
        .orElseThrow(() -> new PeerUnavailable("The claim " + name + " does not exist now."));
  }

  private static boolean isBlock(Resource claim) {
    return claim.text("spec", "volumeMode").filter("Block"::equals).isPresent();
  }

  private static String text(WorkerTask task) {
    try {
      return JSON.writerFor(WorkerTask.class).writeValueAsString(task);
    } catch (JsonProcessingException e) {
      throw new Defect("A worker's task cannot be written as JSON.", e);
    }
  }

  @Override
  public int disks() {
    return machine.volumes().size();
  }

  @Override
  public Problem failed(String message, String advice) {
    return StorageProblem.WorkerFailed.about(machine, message, advice);
  }

  @Override
  public Problem notStarted(String message, String advice) {
    return StorageProblem.WorkerFailed.about(machine, message, advice);
  }

  PodAttempts attempts() {
    return new PodAttempts(world.api(), world.outside().clock(), this);
  }
}
