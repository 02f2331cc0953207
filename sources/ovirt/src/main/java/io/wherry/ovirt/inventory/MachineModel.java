package io.wherry.ovirt.inventory;

import static io.wherry.ovirt.rest.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.ovirt.machines.VmPower;
import io.wherry.spi.DiskExtras;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.MachineExtras.Flag;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.Firmware;
import io.wherry.spi.SourceMachine.Link;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.spi.SourceMachine.SourceNic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says in neutral words what a machine of an engine is.
 *
 * @source inventory-and-providers.md section 4.3
 */
final class MachineModel {
  private final Estate estate;

  MachineModel(Estate estate) {
    this.estate = estate;
  }

  SourceMachine of(Thing vm) {
    ObjectNode rest = vm.rest();
    return new SourceMachine(
        vm.id(),
        vm.name(),
        vm.id(),
        firmware(vm),
        cpu(vm),
        rest.path("memory").asLong(),
        disks(vm),
        nics(vm),
        text(rest, "osType"),
        VmPower.ofStatus(text(vm.middle(), "status")),
        text(vm.middle(), "host"),
        List.of(),
        Map.of(),
        extras(vm));
  }

  private Firmware firmware(Thing vm) {
    String own = text(vm.rest(), "bios");
    String type =
        own.isEmpty() || own.equals("cluster_default")
            ? text(estate.cluster(vm.middle()).middle(), "biosType")
            : own;
    return switch (type) {
      case "i440fx_sea_bios", "q35_sea_bios" -> Firmware.BIOS;
      case "q35_ovmf" -> Firmware.UEFI;
      case "q35_secure_boot" -> Firmware.UEFI_SECURE;
      default -> Firmware.UNKNOWN;
    };
  }

  private SourceMachine.Cpu cpu(Thing vm) {
    Thing cluster = estate.cluster(vm.middle());
    Thing serverCpus = estate.get(Kind.SERVER_CPU, CpuModels.version(cluster));
    return new SourceMachine.Cpu(
        positive(vm.rest(), "cpuSockets"),
        positive(vm.rest(), "cpuCores"),
        positive(vm.rest(), "cpuThreads"),
        CpuModels.parse(text(vm.rest(), "customCpuModel")),
        CpuModels.ofCluster(cluster, serverCpus));
  }

  private static int positive(JsonNode node, String field) {
    return Math.max(1, node.path(field).asInt());
  }

  /** The one it boots from first; the engine tells them in no particular order. */
  private List<SourceDisk> disks(Thing vm) {
    List<SourceDisk> disks = new ArrayList<>();
    for (JsonNode attachment : vm.middle().path("diskAttachments")) {
      disks.add(disk(attachment));
    }
    disks.sort(
        Comparator.comparing((SourceDisk d) -> !d.is(DiskExtras.Flag.BOOTS))
            .thenComparing(SourceDisk::name)
            .thenComparing(SourceDisk::id));
    return List.copyOf(disks);
  }

  private SourceDisk disk(JsonNode attachment) {
    String id = text(attachment, "disk");
    Thing disk = estate.get(Kind.DISK, id);
    ObjectNode facts = disk.middle();
    return new SourceDisk(
        id,
        disk.name().isEmpty() ? id : disk.name(),
        isLun(facts) ? lunSize(facts) : facts.path("provisionedSize").asLong(),
        text(facts, "storageDomain"),
        id, // what the guest sees as the disk's serial
        problem(disk),
        new DiskExtras(diskFlags(attachment, facts), "", "", bus(text(attachment, "interface"))));
  }

  private static boolean isLun(JsonNode disk) {
    return text(disk, "storageType").equals("lun");
  }

  private static long lunSize(JsonNode disk) {
    return disk.path("lun").path("logicalUnits").path("logicalUnit").path(0).path("size").asLong();
  }

  private static String problem(Thing disk) {
    if (disk.id().isEmpty()) {
      return "the engine does not show it: give the account the right to see disks";
    }
    return switch (text(disk.middle(), "storageType")) {
      case "image" ->
          text(disk.middle(), "status").equals("illegal") ? "the engine says it is illegal" : "";
      case "lun" -> "it is a direct LUN, which is not copied; detach it from the machine first";
      default ->
          "storage of type '%s' cannot be read".formatted(text(disk.middle(), "storageType"));
    };
  }

  private static Set<DiskExtras.Flag> diskFlags(JsonNode attachment, JsonNode disk) {
    Set<DiskExtras.Flag> flags = EnumSet.noneOf(DiskExtras.Flag.class);
    add(flags, DiskExtras.Flag.BOOTS, attachment.path("bootable").asBoolean());
    add(flags, DiskExtras.Flag.SHARED, disk.path("shared").asBoolean());
    add(flags, DiskExtras.Flag.RAW_DEVICE, isLun(disk));
    add(flags, DiskExtras.Flag.TRACKS_CHANGES, text(disk, "backup").equals("incremental"));
    return flags;
  }

  private static <F> void add(Set<F> flags, F flag, boolean holds) {
    if (holds) {
      flags.add(flag);
    }
  }

  private static DiskExtras.Bus bus(String wire) {
    return switch (wire) {
      case "virtio" -> DiskExtras.Bus.VIRTIO;
      case "virtio_scsi" -> DiskExtras.Bus.SCSI;
      case "sata", "ide" -> DiskExtras.Bus.SATA;
      default -> DiskExtras.Bus.ANY;
    };
  }

  private List<SourceNic> nics(Thing vm) {
    List<SourceNic> nics = new ArrayList<>();
    for (JsonNode nic : vm.middle().path("nics")) {
      JsonNode profile = estate.get(Kind.NIC_PROFILE, text(nic, "profile")).middle();
      nics.add(
          new SourceNic(
              text(nic, "name"),
              text(nic, "mac"),
              text(profile, "network"),
              "",
              nic.path("plugged").asBoolean() ? Link.UP : Link.DOWN,
              profile.path("passThrough").asBoolean()
                  ? SourceNic.Model.SRIOV
                  : model(text(nic, "interface"))));
    }
    return List.copyOf(nics);
  }

  private static SourceNic.Model model(String wire) {
    return switch (wire) {
      case "virtio" -> SourceNic.Model.VIRTIO;
      case "e1000" -> SourceNic.Model.E1000;
      case "rtl8139", "rtl8139_virtio" -> SourceNic.Model.RTL8139;
      case "pci_passthrough" -> SourceNic.Model.SRIOV;
      default -> SourceNic.Model.ANY;
    };
  }

  private MachineExtras extras(Thing vm) {
    String serial = text(vm.rest(), "serialNumber");
    return new MachineExtras(
        serial.isEmpty() ? vm.id() : serial,
        hasTpm(vm) ? MachineExtras.Tpm.PRESENT : MachineExtras.Tpm.ABSENT,
        TimeZones.of(text(vm.rest(), "timezone")),
        flags(vm),
        "",
        List.of(),
        Map.of(),
        Map.of());
  }

  private boolean tracksChanges(Thing vm) {
    for (JsonNode attachment : vm.middle().path("diskAttachments")) {
      JsonNode disk = estate.get(Kind.DISK, text(attachment, "disk")).middle();
      if (text(disk, "storageType").equals("image")
          && !text(disk, "backup").equals("incremental")) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasTpm(Thing vm) {
    return vm.rest().path("tpmEnabled").asBoolean()
        || text(vm.rest(), "osType").matches("windows_(2022|11).*");
  }

  private Set<Flag> flags(Thing vm) {
    Set<Flag> flags = EnumSet.of(Flag.SHOWS_UUID);
    String status = text(vm.middle(), "status");
    add(flags, Flag.SUSPENDED, status.equals("suspended"));
    add(flags, Flag.DISCONNECTED, status.equals("unknown") || status.equals("not_responding"));
    for (JsonNode snapshot : vm.rest().path("snapshots")) {
      add(flags, Flag.HAS_SNAPSHOTS, text(snapshot, "type").equals("regular"));
    }
    add(flags, Flag.TRACKS_CHANGES, tracksChanges(vm));
    JsonNode host = estate.get(Kind.HOST, text(vm.middle(), "host")).middle();
    add(flags, Flag.HOST_IN_MAINTENANCE, host.path("inMaintenance").asBoolean());
    return flags;
  }
}
