package io.wherry.openshift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Quantities;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.Concern;
import io.wherry.spi.SourceMachine.Firmware;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.spi.SourceMachine.SourceNic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says in neutral words what a VirtualMachine is; its own words go along, so that nothing is lost.
 *
 * @source inventory-and-providers.md section 4.6
 */
final class MachineModel {
  private static final long SMALLEST = 1L << 20;

  /** Volumes whose content lies in other objects of the namespace. */
  private static final List<String> NEIGHBOURS =
      List.of("configMap", "secret", "sysprep", "serviceAccount");

  private final Estate estate;

  MachineModel(Estate estate) {
    this.estate = estate;
  }

  SourceMachine of(JsonNode vm) {
    JsonNode spec = vm.path("spec").path("template").path("spec");
    JsonNode domain = spec.path("domain");
    JsonNode cpu = domain.path("cpu");
    boolean runs = estate.find(Kind.INSTANCE, Estate.key(vm)).isPresent();
    return new SourceMachine(
        Rows.id(vm),
        vm.path("metadata").path("name").asText(),
        domain.path("firmware").path("uuid").asText(),
        firmware(domain.path("firmware").path("bootloader")),
        new SourceMachine.Cpu(
            Math.max(1, cpu.path("sockets").asInt(1)), Math.max(1, cpu.path("cores").asInt(1))),
        memory(domain),
        disks(vm, spec),
        nics(vm, spec),
        spec.path("metadata").path("annotations").path("vm.kubevirt.io/os").asText(),
        runs ? PowerState.On : PowerState.Off,
        estate
            .find(Kind.INSTANCE, Estate.key(vm))
            .map(i -> i.path("status").path("nodeName").asText())
            .orElse(""),
        concerns(spec),
        Map.of(),
        MachineExtras.NONE.withDefinition(definition(vm)));
  }

  /** What the target's machine is made from. */
  private static ObjectNode definition(JsonNode vm) {
    ObjectNode definition = Cluster.object();
    JsonNode spec = vm.path("spec");
    for (String field : List.of("instancetype", "preference", "template")) {
      if (spec.has(field)) {
        JsonNode _ = definition.set(field, spec.get(field));
      }
    }
    return definition;
  }

  private static Firmware firmware(JsonNode loader) {
    if (!loader.has("efi")) {
      return Firmware.BIOS;
    }
    return loader.path("efi").path("secureBoot").asBoolean(true)
        ? Firmware.UEFI_SECURE
        : Firmware.UEFI;
  }

  private static long memory(JsonNode domain) {
    String guest = domain.path("memory").path("guest").asText();
    String requested = domain.path("resources").path("requests").path("memory").asText();
    return Math.max(SMALLEST, bytes(guest.isEmpty() ? requested : guest));
  }

  private static long bytes(String quantity) {
    try {
      return quantity.isEmpty() ? 0 : Quantities.bytes(quantity);
    } catch (InvalidRequest _) {
      return 0; // said by the check of sizes
    }
  }

  static Optional<String> claim(JsonNode volume) {
    String claim = volume.path("persistentVolumeClaim").path("claimName").asText();
    String name = claim.isEmpty() ? volume.path("dataVolume").path("name").asText() : claim;
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  private List<SourceDisk> disks(JsonNode vm, JsonNode spec) {
    String namespace = vm.path("metadata").path("namespace").asText();
    List<SourceDisk> disks = new ArrayList<>();
    for (JsonNode volume : spec.path("volumes")) {
      claim(volume).ifPresent(name -> disks.add(disk(namespace + "/" + name, name)));
    }
    return List.copyOf(disks);
  }

  private SourceDisk disk(String key, String name) {
    JsonNode claim = estate.find(Kind.CLAIM, key).orElseGet(Cluster::object);
    boolean bound = claim.path("status").path("phase").asText().equals("Bound");
    return new SourceDisk(
        key,
        name,
        bytes(claim.path("status").path("capacity").path("storage").asText()),
        claim.path("spec").path("storageClassName").asText(),
        "",
        bound ? "" : "claim " + key + " is not bound, or the account may not see it");
  }

  private static List<SourceNic> nics(JsonNode vm, JsonNode spec) {
    String namespace = vm.path("metadata").path("namespace").asText();
    List<SourceNic> nics = new ArrayList<>();
    for (JsonNode card : spec.path("domain").path("devices").path("interfaces")) {
      String name = card.path("name").asText();
      nics.add(
          new SourceNic(name, card.path("macAddress").asText(), network(namespace, name, spec)));
    }
    return List.copyOf(nics);
  }

  private static String network(String namespace, String name, JsonNode spec) {
    for (JsonNode network : spec.path("networks")) {
      if (network.path("name").asText().equals(name) && network.has("multus")) {
        String of = network.path("multus").path("networkName").asText();
        return of.contains("/") ? of : namespace + "/" + of;
      }
    }
    return Rows.POD;
  }

  private static List<Concern> concerns(JsonNode spec) {
    List<String> left = new ArrayList<>();
    for (JsonNode volume : spec.path("volumes")) {
      boolean needs =
          NEIGHBOURS.stream().anyMatch(volume::has) || volume.toString().contains("ecretRef");
      if (needs) {
        left.add(volume.path("name").asText());
      }
    }
    return left.isEmpty()
        ? List.of()
        : List.of(
            new Concern(
                "openshift.volumes.refer_to_objects",
                "Volumes refer to ConfigMaps or Secrets",
                "Warning",
                "Volumes %s take their content from objects of the namespace; copy those to the target namespace before the machine starts."
                    .formatted(String.join(", ", left))));
  }

  /** All that matters of a machine, for those that look at one only. */
  static Set<String> claims(JsonNode vm) {
    Set<String> claims = new java.util.LinkedHashSet<>();
    for (JsonNode volume : vm.path("spec").path("template").path("spec").path("volumes")) {
      claim(volume).ifPresent(claims::add);
    }
    return claims;
  }
}
