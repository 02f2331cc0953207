package io.wherry.storage.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A volume of a VirtualMachine that lies in a claim.
 *
 * @param name of the volume inside the machine
 * @param claim name of the claim
 * @param obstacle why it cannot be moved, empty when it can
 */
public record MachineVolume(String name, String claim, String obstacle) {

  /** The volumes of a machine that lie in claims, in order. */
  public static List<MachineVolume> of(Resource vm) {
    return vm.items("spec", "template", "spec", "volumes").stream()
        .flatMap(v -> claim(v).map(c -> of(vm, v.path("name").asText(), c)).stream())
        .toList();
  }

  private static Optional<String> claim(JsonNode volume) {
    return Stream.of("/dataVolume/name", "/persistentVolumeClaim/claimName")
        .map(path -> volume.at(path).asText())
        .filter(name -> !name.isEmpty())
        .findFirst();
  }

  private static MachineVolume of(Resource vm, String name, String claim) {
    JsonNode devices = vm.at("spec", "template", "spec", "domain", "devices");
    for (JsonNode disk : devices.path("disks")) {
      if (disk.path("name").asText().equals(name) && disk.has("lun")) {
        return new MachineVolume(name, claim, "the guest uses it as a LUN");
      }
    }
    for (JsonNode shared : devices.path("filesystems")) {
      if (shared.path("name").asText().equals(name)) {
        return new MachineVolume(name, claim, "the guest uses it as a shared file system");
      }
    }
    return new MachineVolume(name, claim, "");
  }
}
