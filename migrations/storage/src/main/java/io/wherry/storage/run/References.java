package io.wherry.storage.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import io.wherry.storage.plan.MachineVolume;
import java.util.List;

/** The claims that a machine's spec names. Pure. */
record References(Resource vm) {

  /** True when the machine uses the target of each volume. */
  boolean areSwitched(List<StorageOrder.Volume> volumes) {
    List<MachineVolume> present = MachineVolume.of(vm);
    return volumes.stream()
        .allMatch(v ->
            present.stream()
                .anyMatch(p -> p.name().equals(v.volume()) && p.claim().equals(v.target())));
  }

  /** True when the machine still uses the source of each volume. */
  boolean areUnchanged(List<StorageOrder.Volume> volumes) {
    List<MachineVolume> present = MachineVolume.of(vm);
    return volumes.stream()
        .allMatch(v ->
            present.stream()
                .anyMatch(p -> p.name().equals(v.volume()) && p.claim().equals(v.source())));
  }

  /** True when other machines may write to the volume at the same time. */
  boolean isShared(String volume) {
    return vm.items("spec", "template", "spec", "domain", "devices", "disks").stream()
        .anyMatch(d -> d.path("name").asText().equals(volume) && d.path("shareable").asBoolean());
  }

  /** True when the machine uses the claim. */
  boolean use(String claim) {
    return MachineVolume.of(vm).stream().anyMatch(v -> v.claim().equals(claim));
  }

  /** {@code spec.template.spec.volumes} with targets in the place of sources. */
  JsonNode volumes(List<StorageOrder.Volume> volumes) {
    JsonNode result = vm.at("spec", "template", "spec", "volumes").deepCopy();
    for (JsonNode volume : result) {
      for (StorageOrder.Volume v : volumes) {
        if (volume.path("name").asText().equals(v.volume())) {
          rename(volume.path("dataVolume"), "name", v);
          rename(volume.path("persistentVolumeClaim"), "claimName", v);
        }
      }
    }
    return result;
  }

  private static void rename(JsonNode reference, String field, StorageOrder.Volume volume) {
    if (reference instanceof ObjectNode object
        && object.path(field).asText().equals(volume.source())) {
      object.put(field, volume.target());
    }
  }

  /** {@code spec.dataVolumeTemplates} in the same manner; missing when there are none. */
  JsonNode templates(List<StorageOrder.Volume> volumes) {
    JsonNode result = vm.at("spec", "dataVolumeTemplates").deepCopy();
    for (JsonNode template : result) {
      for (StorageOrder.Volume v : volumes) {
        if (template.at("/metadata/name").asText().equals(v.source())) {
          ((ObjectNode) template.get("metadata")).put("name", v.target());
          for (String form : List.of("storage", "pvc")) {
            if (template.at("/spec/" + form) instanceof ObjectNode claim) {
              claim.put("storageClassName", v.storage().storageClass());
            }
          }
        }
      }
    }
    return result;
  }
}
