package io.wherry.storage.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.World;
import java.util.HashMap;
import java.util.Map;
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
    world.api.list(Kinds.VM, Selection.ALL).forEach(this::playMachine);
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
    } else if (!runs && strategy.equals("Always")) {
      start(vm);
    }
  }

  void start(Resource vm) {
    world.make(Kinds.VMI, vm.namespace(), vm.name(), "{'status':{'phase':'Running'}}");
  }
}
