package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.qemu.MachineHome;
import io.wherry.qemu.MachineSpec;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.resources.VolumePlaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns an instance into what the hypervisor needs.
 *
 * @source live-migration.md section 9.4
 */
final class GuestSpecs {
  private static final long DEFAULT_MEMORY_BYTES = 512L << 20;

  private final GuestVolumes volumes;

  GuestSpecs(GuestVolumes volumes) {
    this.volumes = volumes;
  }

  /** For the instances of a node. */
  static GuestSpecs on(KubeApi api, VolumePlaces places) {
    return new GuestSpecs(new GuestVolumes(api, new GuestFiles(), places));
  }

  /** Memory the guest was promised. */
  static long memoryBytes(Resource instance) {
    Optional<String> quantity =
        instance
            .text("spec", "domain", "memory", "guest")
            .or(() -> instance.text("spec", "domain", "resources", "requests", "memory"))
            .or(() -> instance.text("spec", "domain", "resources", "limits", "memory"));
    return quantity.map(Quantities::bytes).orElse(DEFAULT_MEMORY_BYTES);
  }

  MachineSpec of(Resource instance, MachineHome home) throws Waiting {
    return new MachineSpec(
        instance.namespace() + "_" + instance.name(),
        instance.need("spec", "domain", "firmware", "uuid"),
        instance.text("spec", "domain", "firmware", "serial").orElse(""),
        chipset(instance),
        firmware(instance),
        cpu(instance),
        memoryBytes(instance),
        disks(instance, home),
        nics(instance),
        devices(instance),
        instance.text("spec", "startStrategy").equals(Optional.of("Paused"))
            ? MachineSpec.StartMode.PAUSED
            : MachineSpec.StartMode.RUNNING);
  }

  private static MachineSpec.Chipset chipset(Resource instance) throws Waiting {
    String type = instance.text("spec", "domain", "machine", "type").orElse("q35");
    if (type.contains("q35")) {
      return MachineSpec.Chipset.Q35;
    }
    if (type.equals("pc") || type.contains("i440fx")) {
      return MachineSpec.Chipset.PC;
    }
    throw Waiting.never("UnsupportedMachine", "Machine type '" + type + "' is neither q35 nor pc.");
  }

  private static MachineSpec.Firmware firmware(Resource instance) {
    JsonNode efi = instance.at("spec", "domain", "firmware", "bootloader", "efi");
    if (efi.isMissingNode() || efi.isNull()) {
      return MachineSpec.Firmware.BIOS;
    }
    return efi.path("secureBoot").asBoolean(true)
        ? MachineSpec.Firmware.UEFI_SECURE
        : MachineSpec.Firmware.UEFI;
  }

  private static MachineSpec.Cpu cpu(Resource instance) {
    JsonNode cpu = instance.at("spec", "domain", "cpu");
    boolean unset = !cpu.has("sockets") && !cpu.has("cores") && !cpu.has("threads");
    Optional<String> count =
        instance
            .text("spec", "domain", "resources", "limits", "cpu")
            .or(() -> instance.text("spec", "domain", "resources", "requests", "cpu"));
    int sockets =
        unset && count.isPresent()
            ? (int) Math.max(1, Quantities.bytes(count.get()))
            : cpu.path("sockets").asInt(1);
    String model = cpu.path("model").asText();
    boolean ofHost = model.equals("host-model") || model.equals("host-passthrough");
    List<String> features = new ArrayList<>();
    for (JsonNode feature : cpu.path("features")) {
      switch (feature.path("policy").asText("require")) {
        case "force", "require" -> features.add("+" + feature.path("name").asText());
        case "disable", "forbid" -> features.add("-" + feature.path("name").asText());
        default -> {
          // optional: the model decides
        }
      }
    }
    return new MachineSpec.Cpu(
        Math.max(1, sockets),
        Math.max(1, cpu.path("cores").asInt(1)),
        Math.max(1, cpu.path("threads").asInt(1)),
        ofHost ? "" : model,
        features);
  }

  private List<MachineSpec.Disk> disks(Resource instance, MachineHome home) throws Waiting {
    List<MachineSpec.Disk> disks = new ArrayList<>();
    for (JsonNode disk : instance.items("spec", "domain", "devices", "disks")) {
      String name = disk.path("name").asText();
      JsonNode volume =
          instance.items("spec", "volumes").stream()
              .filter(v -> v.path("name").asText().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> Waiting.never("InvalidDisk", "Disk '" + name + "' has no volume."));
      var backing = volumes.find(instance, volume, home);
      boolean cdrom = disk.has("cdrom");
      JsonNode target = cdrom ? disk.path("cdrom") : disk.path("disk");
      boolean readOnly = cdrom || target.path("readonly").asBoolean();
      MachineSpec.Access access =
          readOnly
              ? MachineSpec.Access.READ_ONLY
              : disk.path("shareable").asBoolean() ? MachineSpec.Access.SHARED : backing.access();
      disks.add(
          new MachineSpec.Disk(
              "disk" + disks.size(),
              backing.file(),
              backing.format(),
              bus(target.path("bus").asText("sata")),
              cdrom ? MachineSpec.Medium.CDROM : MachineSpec.Medium.DISK,
              access,
              disk.path("serial").asText(),
              disk.path("bootOrder").asInt(0),
              backing.cache()));
    }
    return bootable(disks);
  }

  /** Without any boot order the first disk is tried, as firmware would. */
  private static List<MachineSpec.Disk> bootable(List<MachineSpec.Disk> disks) {
    if (disks.isEmpty() || disks.stream().anyMatch(d -> d.bootIndex() > 0)) {
      return disks;
    }
    List<MachineSpec.Disk> result = new ArrayList<>(disks);
    MachineSpec.Disk d = result.getFirst();
    result.set(
        0,
        new MachineSpec.Disk(
            d.id(),
            d.file(),
            d.format(),
            d.bus(),
            d.medium(),
            d.access(),
            d.serial(),
            1,
            d.cache()));
    return result;
  }

  private static MachineSpec.Bus bus(String wire) throws Waiting {
    return switch (wire) {
      case "virtio" -> MachineSpec.Bus.VIRTIO;
      case "scsi" -> MachineSpec.Bus.SCSI;
      case "sata" -> MachineSpec.Bus.SATA;
      case "usb" -> MachineSpec.Bus.USB;
      default -> throw Waiting.never("InvalidDisk", "There is no disk bus '" + wire + "'.");
    };
  }

  private static List<MachineSpec.Nic> nics(Resource instance) throws Waiting {
    List<MachineSpec.Nic> nics = new ArrayList<>();
    for (JsonNode nic : instance.items("spec", "domain", "devices", "interfaces")) {
      if (nic.has("sriov")) {
        throw Waiting.never("UnsupportedInterface", "sriov needs a host device of a cluster.");
      }
      if (!nic.path("state").asText().equals("absent")) {
        String model = nic.path("model").asText("virtio");
        nics.add(
            new MachineSpec.Nic(
                "net" + nics.size(),
                model.isEmpty() ? "virtio" : model,
                nic.path("macAddress").asText(),
                Forwards.of(instance, nic),
                nic.path("bootOrder").asInt(0)));
      }
    }
    return nics;
  }

  private static MachineSpec.Devices devices(Resource instance) {
    JsonNode devices = instance.at("spec", "domain", "devices");
    boolean tablet = false;
    for (JsonNode input : devices.path("inputs")) {
      tablet |= input.path("type").asText().equals("tablet");
    }
    return new MachineSpec.Devices(
        devices.has("rng"),
        tablet,
        devices.path("autoattachMemBalloon").asBoolean(true),
        devices.path("autoattachGraphicsDevice").asBoolean(true));
  }
}
