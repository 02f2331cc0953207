package io.wherry.storage.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.Selection;
import io.wherry.resources.DiskMove;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.World;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Plays what a cluster does: claims, pods that copy contents between claims, machines. */
final class PlayedCluster {
  final World world = new World();

  /** What claims hold. */
  final Map<String, String> contents = new HashMap<>();

  private Predicate<Resource> failing = _ -> false;

  void failPods(Predicate<Resource> which) {
    failing = which;
  }

  /** Takes every object one stage further. */
  void play() {
    world.api.list(Kinds.DATA_VOLUME, Selection.ALL).forEach(this::playVolume);
    world.api.list(Kinds.POD, Selection.ALL).forEach(this::playPod);
    world.api.list(Kinds.DISK_MOVE, Selection.ALL).forEach(m -> playMove(new DiskMove(m)));
    world.api.list(Kinds.VM, Selection.ALL).forEach(this::playMachine);
  }

  /** What nodes answer that give moves up; empty when they do not. */
  String nodesRefuse = "";

  /** Moves are only decided when this says so. */
  BooleanSupplier nodesDecide = () -> true;

  /** The node: copies at first, decides the next time. Its guest has written more by then. */
  private void playMove(DiskMove move) {
    if (move.isDecided()) {
      return;
    }
    boolean runs =
        world
            .find(Kinds.VMI, move.machine())
            .filter(i -> i.uid().equals(move.instance()))
            .isPresent();
    if (!runs || move.isAbortWanted() || !nodesRefuse.isEmpty()) {
      String why = runs ? nodesRefuse : "The virtual machine was stopped.";
      decide(move, "{'phase':'Abandoned','message':'" + why + "'}");
    } else if (move.phase().isEmpty()) {
      decide(move, "{'phase':'Copying','disks':[{'volume':'v','done':1,'total':2}]}");
    } else if (nodesDecide.getAsBoolean()) {
      for (DiskMove.Disk disk : move.disks()) {
        contents.put(disk.target(), contents.get(disk.source()) + ", live");
      }
      decide(move, "{'phase':'Switched'}");
    }
  }

  private void decide(DiskMove move, String status) {
    world.status(Kinds.DISK_MOVE, move.resource().namespace(), move.resource().name(), status);
  }

  private boolean mayStart(Resource vm) {
    return world.api.list(Kinds.DISK_MOVE, Selection.ALL).stream()
        .map(DiskMove::new)
        .filter(m -> m.machineUid().equals(vm.uid()))
        .allMatch(m ->
            m.isDecided()
                && (!m.hasSwitched()
                    || m.disks().stream().noneMatch(d -> new References(vm).use(d.source()))));
  }

  private void playVolume(Resource volume) {
    if (volume.at("status", "phase").isMissingNode()) {
      ObjectNode claim = Resource.of(Kinds.PVC, volume.namespace(), volume.name()).tree();
      ObjectNode metadata = (ObjectNode) claim.get("metadata");
      metadata.set("labels", volume.at("metadata", "labels"));
      metadata
          .putArray("ownerReferences")
          .addObject()
          .put("kind", "DataVolume")
          .put("name", volume.name())
          .put("uid", volume.uid());
      claim.set("spec", volume.at("spec", "storage").deepCopy());
      Resource _ = world.api.create(Kinds.PVC, new Resource(claim));
      world.status(Kinds.PVC, volume.namespace(), volume.name(), "{'phase':'Bound'}");
      world.status(Kinds.DATA_VOLUME, volume.namespace(), volume.name(), "{'phase':'Succeeded'}");
      contents.put(volume.name(), "");
    }
  }

  private void playPod(Resource pod) {
    String phase = pod.at("status", "phase").asText();
    if (phase.isEmpty()) {
      world.status(Kinds.POD, pod.namespace(), pod.name(), "{'phase':'Running'}");
    } else if (phase.equals("Running")) {
      boolean fails = failing.test(pod);
      String facts = fails ? "" : copy(pod);
      String report =
          fails
              ? "{'succeeded':false,'message':'Scripted.','advice':'','retryable':false}"
              : "{'succeeded':true,'facts':{" + facts + "}}";
      ObjectNode status = JsonNodeFactory.instance.objectNode();
      status.put("phase", fails ? "Failed" : "Succeeded");
      status
          .putArray("containerStatuses")
          .addObject()
          .putObject("state")
          .putObject("terminated")
          .put("message", report.replace('\'', '"'));
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.set("status", status);
      Resource _ =
          world.api.patchStatus(new ResourceKey(Kinds.POD, pod.namespace(), pod.name()), patch);
    }
  }

  private String copy(Resource pod) {
    Map<String, String> claims = new HashMap<>();
    for (JsonNode v : pod.items("spec", "volumes")) {
      claims.put(v.path("name").asText(), v.at("/persistentVolumeClaim/claimName").asText());
    }
    StringBuilder facts = new StringBuilder();
    for (int i = 0; claims.containsKey("from" + i); i++) {
      contents.put(claims.get("disk" + i), contents.getOrDefault(claims.get("from" + i), ""));
      facts.append(i == 0 ? "" : ",").append("'digest-").append(i).append("':'sha256:x'");
    }
    return facts.toString();
  }

  private void playMachine(Resource vm) {
    ResourceKey key = new ResourceKey(Kinds.VMI, vm.namespace(), vm.name());
    boolean runs = world.api.get(key).isPresent();
    String strategy = vm.at("spec", "runStrategy").asText();
    if (runs && strategy.equals("Halted")) {
      world.api.delete(key);
    } else if (!runs && strategy.equals("Always") && mayStart(vm)) {
      start(vm);
    }
  }

  void start(Resource vm) {
    world.make(Kinds.VMI, vm.namespace(), vm.name(), "{'status':{'phase':'Running'}}");
  }
}
