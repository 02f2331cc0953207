package io.wherry.vsphere.inventory;

import io.wherry.spi.DiskExtras;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.MachineExtras.Flag;
import io.wherry.spi.MachineExtras.GuestAddress;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.Firmware;
import io.wherry.spi.SourceMachine.Link;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vsphere.inventory.Devices.Disk;
import io.wherry.vsphere.inventory.VmProps.GuestNet;
import io.wherry.vsphere.inventory.VmProps.GuestRoutes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says in neutral words what a vSphere machine is.
 *
 * @source inventory-and-providers.md section 4.2
 */
final class MachineModel {
  private static final String ON = "poweredOn";
  private static final String OFF = "poweredOff";

  private final Estate estate;
  private final MachineExtras.Tpm withoutTpm;

  /**
   * @param withoutTpm what it means that a server does not speak of a security chip
   */
  MachineModel(Estate estate, MachineExtras.Tpm withoutTpm) {
    this.estate = estate;
    this.withoutTpm = withoutTpm;
  }

  SourceMachine of(Facts facts) {
    String seen = facts.get(VmProps.GUEST_ID);
    return new SourceMachine(
        facts.ref().value(),
        facts.get(Schema.NAME),
        facts.get(VmProps.UUID),
        firmware(facts),
        cpu(facts),
        Math.max(0, facts.get(VmProps.MEMORY)) << 20,
        disks(facts),
        nics(facts),
        seen.isEmpty() ? facts.get(VmProps.CONFIGURED_GUEST_ID) : seen,
        power(facts.get(VmProps.POWER)),
        facts.get(VmProps.HOST).value(),
        List.of(),
        hints(facts),
        extras(facts));
  }

  static PowerState power(String wire) {
    return switch (wire) {
      case ON -> PowerState.On;
      case OFF -> PowerState.Off;
      default -> PowerState.Unknown;
    };
  }

  private static Firmware firmware(Facts facts) {
    return switch (facts.get(VmProps.FIRMWARE)) {
      case "bios" -> Firmware.BIOS;
      case "efi" -> facts.get(VmProps.SECURE_BOOT) ? Firmware.UEFI_SECURE : Firmware.UEFI;
      default -> Firmware.UNKNOWN;
    };
  }

  /** Cores that do not divide into the stated sockets keep their number, one to a socket. */
  private static SourceMachine.Cpu cpu(Facts facts) {
    int cpus = Math.clamp(facts.get(VmProps.CPUS), 1, Integer.MAX_VALUE);
    int cores = Math.clamp(facts.get(VmProps.CORES), 1, cpus);
    return cpus % cores == 0
        ? new SourceMachine.Cpu(cpus / cores, cores)
        : new SourceMachine.Cpu(cpus, 1);
  }

  private List<SourceDisk> disks(Facts facts) {
    List<SourceDisk> result = new ArrayList<>();
    Map<String, Disk> disks = DiskIds.of(facts.get(VmProps.DEVICES).disks());
    disks.forEach((id, disk) -> result.add(disk(facts, id, disk)));
    return List.copyOf(result);
  }

  private SourceDisk disk(Facts facts, String id, Disk disk) {
    String name = id.substring(id.lastIndexOf('/') + 1);
    return new SourceDisk(
        id,
        id,
        disk.capacity(),
        Places.id(disk.datastore()),
        disk.serial(),
        problem(disk),
        new DiskExtras(diskFlags(facts, disk), name, GuestRows.driveLetter(facts, disk.key()))
            .by(way(disk)));
  }

  private String way(Disk disk) {
    return DiskWay.of(estate.get(disk.datastore()).get(Schema.STORE_TYPE), disk).explained();
  }

  private static String problem(Disk disk) {
    if (disk.rawDevice() && disk.physicalMode()) {
      return "it is a raw device in physical mode, which vSphere hands to nobody; detach it, or copy it on the storage";
    }
    return disk.datastore().isSet() ? "" : "it lies on no datastore";
  }

  private Set<DiskExtras.Flag> diskFlags(Facts facts, Disk disk) {
    Set<DiskExtras.Flag> flags = EnumSet.noneOf(DiskExtras.Flag.class);
    if (estate.usersOf(disk.file()).size() > 1) {
      flags.add(DiskExtras.Flag.SHARED);
    }
    if (estate.isWrittenByOthers(disk.file(), facts.ref())) {
      flags.add(DiskExtras.Flag.WRITTEN_BY_OTHERS);
    }
    if (disk.rawDevice()) {
      flags.add(DiskExtras.Flag.RAW_DEVICE);
    }
    if (disk.isIndependent()) {
      flags.add(DiskExtras.Flag.INDEPENDENT);
    }
    if (facts.get(VmProps.EXTRA).diskTracking().getOrDefault(disk.slot(), false)
        || !disk.changeId().isEmpty()) {
      flags.add(DiskExtras.Flag.TRACKS_CHANGES);
    }
    return flags;
  }

  private List<SourceNic> nics(Facts facts) {
    return Cards.of(facts).stream()
        .map(p ->
            new SourceNic(
                p.card().label(),
                p.card().mac(),
                Places.id(estate.network(p.card().network())),
                p.pciAddress(),
                p.card().startConnected() ? Link.UP : Link.DOWN))
        .toList();
  }

  private static Map<String, String> hints(Facts facts) {
    Map<String, String> hints = new LinkedHashMap<>();
    hints.put("guestName", facts.get(VmProps.GUEST_NAME));
    hints.put("instanceUuid", facts.get(VmProps.INSTANCE_UUID));
    hints.values().removeIf(String::isEmpty);
    return Map.copyOf(hints);
  }

  private MachineExtras extras(Facts facts) {
    return new MachineExtras(
        serial(facts.get(VmProps.UUID)),
        facts.get(VmProps.TPM) ? MachineExtras.Tpm.PRESENT : withoutTpm,
        estate.get(facts.get(VmProps.HOST)).get(HostProps.TIMEZONE),
        flags(facts),
        agentProblem(facts),
        addresses(facts),
        Map.of(),
        annotations(facts));
  }

  /** As VMware's firmware shows it to guests: {@code VMware-42 23 … -…}. */
  static String serial(String uuid) {
    String hex = uuid.replace("-", "");
    if (!hex.matches("[0-9a-fA-F]{32}")) {
      return "";
    }
    String spaced = hex.toLowerCase(java.util.Locale.ROOT).replaceAll("(..)(?=.)", "$1 ");
    int half = spaced.length() / 2;
    return "VMware-" + spaced.substring(0, half) + "-" + spaced.substring(half + 1);
  }

  private Set<Flag> flags(Facts facts) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    add(flags, Flag.TEMPLATE, facts.get(VmProps.TEMPLATE));
    String connection = facts.get(VmProps.CONNECTION);
    add(flags, Flag.DISCONNECTED, !connection.isEmpty() && !connection.equals("connected"));
    add(flags, Flag.SUSPENDED, facts.get(VmProps.POWER).equals("suspended"));
    add(flags, Flag.TRACKS_CHANGES, facts.get(VmProps.TRACKS_CHANGES));
    add(flags, Flag.HAS_SNAPSHOTS, facts.get(VmProps.SNAPSHOTS).count() > 0);
    add(flags, Flag.NEEDS_CONSOLIDATION, facts.get(VmProps.CONSOLIDATION));
    Facts host = estate.get(facts.get(VmProps.HOST));
    add(flags, Flag.HOST_IN_MAINTENANCE, host.get(HostProps.MAINTENANCE));
    add(flags, Flag.NESTED_VIRTUALIZATION, facts.get(VmProps.NESTED));
    boolean encrypted =
        facts.get(VmProps.ENCRYPTED)
            || facts.get(VmProps.DEVICES).disks().stream().anyMatch(Disk::encrypted);
    add(flags, Flag.ENCRYPTED, encrypted);
    return flags;
  }

  private static void add(Set<Flag> flags, Flag flag, boolean holds) {
    if (holds) {
      flags.add(flag);
    }
  }

  private static String agentProblem(Facts facts) {
    if (!facts.get(VmProps.POWER).equals(ON)) {
      return "";
    }
    String status = facts.get(VmProps.TOOLS);
    return switch (status) {
      case "" -> "the state of VMware Tools is unknown";
      case "toolsNotInstalled" -> "VMware Tools are not installed";
      default ->
          facts.get(VmProps.TOOLS_RUNNING).equals("guestToolsRunning")
              ? ""
              : "VMware Tools are not running";
    };
  }

  private static List<GuestAddress> addresses(Facts facts) {
    List<GuestNet> nets = facts.get(VmProps.GUEST_NETS);
    List<GuestAddress> result = new ArrayList<>();
    for (int i = 0; i < nets.size(); i++) {
      for (GuestNet.Address address : nets.get(i).addresses()) {
        boolean v6 = address.ip().contains(":");
        result.add(
            new GuestAddress(
                nets.get(i).mac(),
                address.ip(),
                address.prefix(),
                gateway(facts, Integer.toString(i), v6),
                dns(facts, nets.get(i)),
                origin(address.origin())));
      }
    }
    return result;
  }

  private static String gateway(Facts facts, String device, boolean v6) {
    return facts.get(VmProps.GUEST_ROUTES).stream()
        .flatMap(stack -> stack.routes().stream())
        .filter(r -> r.device().equals(device) && r.prefix() == 0 && !r.gateway().isEmpty())
        .map(GuestRoutes.Route::gateway)
        .filter(g -> g.contains(":") == v6)
        .findFirst()
        .orElse("");
  }

  private static List<String> dns(Facts facts, GuestNet net) {
    return net.dns().isEmpty()
        ? facts.get(VmProps.GUEST_ROUTES).stream()
            .flatMap(s -> s.dns().stream())
            .distinct()
            .toList()
        : net.dns();
  }

  private static GuestAddress.Origin origin(String wire) {
    return switch (wire) {
      case "manual" -> GuestAddress.Origin.MANUAL;
      case "dhcp" -> GuestAddress.Origin.DHCP;
      default -> GuestAddress.Origin.UNKNOWN;
    };
  }

  private static Map<String, String> annotations(Facts facts) {
    Map<Integer, String> names = new LinkedHashMap<>();
    facts.get(VmProps.FIELDS).forEach(f -> names.put(f.key(), f.name()));
    Map<String, String> result = new LinkedHashMap<>();
    facts
        .get(VmProps.VALUES)
        .forEach(v -> {
          String name = names.get(v.key());
          if (name != null && !v.value().isEmpty()) {
            result.put(name, v.value());
          }
        });
    return result;
  }
}
