package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The devices of a machine that matter.
 *
 * @param cards in the machine's order
 * @param others controllers and devices that are neither disk nor card
 */
public record Devices(List<Disk> disks, List<Card> cards, List<Other> others) {
  static final Devices NONE = new Devices(List.of(), List.of(), List.of());

  private static final Set<String> BACKINGS =
      Set.of(
          "VirtualDiskFlatVer1BackingInfo",
          "VirtualDiskFlatVer2BackingInfo",
          "VirtualDiskSeSparseBackingInfo",
          "VirtualDiskSparseVer1BackingInfo",
          "VirtualDiskSparseVer2BackingInfo",
          "VirtualDiskRawDiskMappingVer1BackingInfo",
          "VirtualDiskRawDiskVer2BackingInfo");

  /** Kind of controller that a disk hangs on. */
  public enum Bus {
    SCSI,
    SATA,
    IDE,
    NVME,
    USB,
    UNKNOWN;

    /** As rows write it. */
    public String wire() {
      return this == UNKNOWN ? "" : name().toLowerCase(Locale.ROOT);
    }

    public static Bus ofController(String type) {
      return switch (type) {
        case "ParaVirtualSCSIController",
            "VirtualBusLogicController",
            "VirtualLsiLogicController",
            "VirtualLsiLogicSASController",
            "VirtualSCSIController" ->
            SCSI;
        case "VirtualSATAController", "VirtualAHCIController" -> SATA;
        case "VirtualIDEController" -> IDE;
        case "VirtualNVMEController" -> NVME;
        case "VirtualUSBController", "VirtualUSBXHCIController" -> USB;
        default -> UNKNOWN;
      };
    }
  }

  /**
   * A disk.
   *
   * @param file the file that is written now, for example {@code [ds] web/web-000001.vmdk}
   * @param capacity bytes
   * @param parent the file below it, empty when there is none
   * @param changeId position of change tracking; empty without
   * @param encrypted with a key of its own
   */
  public record Disk(
      int key,
      int unit,
      int controllerKey,
      Bus bus,
      String file,
      MoRef datastore,
      long capacity,
      String mode,
      String serial,
      boolean rawDevice,
      boolean physicalMode,
      String deviceName,
      String lunUuid,
      String vvolId,
      String parent,
      String changeId,
      boolean encrypted) {
    /** Its name in settings, for example {@code scsi0:1}. */
    String slot() {
      return bus.wire() + controllerKey % 100 + ":" + unit;
    }

    /** Whether snapshots of the machine leave it out. */
    public boolean isIndependent() {
      return mode.startsWith("independent");
    }
  }

  /**
   * A network card.
   *
   * @param kind class of the device
   * @param network id as the card's backing says it: a reference, a port group's key, or an opaque
   *     network's id
   * @param slot PCI slot number, -1 when unknown
   */
  public record Card(
      String kind,
      int key,
      String label,
      String mac,
      MoRef network,
      int slot,
      boolean connected,
      boolean startConnected) {
    boolean isPassthrough() {
      return kind.equals("VirtualSriovEthernetCard");
    }
  }

  /** Any other device. */
  public record Other(String kind, int key, int slot) {}

  static Devices of(Xml array) {
    List<Disk> disks = new ArrayList<>();
    List<Card> cards = new ArrayList<>();
    List<Other> others = new ArrayList<>();
    for (Xml device : array.children()) {
      if (device.is("VirtualDisk")) {
        if (BACKINGS.contains(device.at("backing").type())) {
          disks.add(disk(device, array));
        }
      } else if (device.at("macAddress").isPresent()) {
        cards.add(card(device));
      } else {
        others.add(new Other(device.type(), device.small("key"), slot(device)));
      }
    }
    disks.sort(
        Comparator.comparing(Disk::bus)
            .thenComparing(Disk::controllerKey)
            .thenComparing(Disk::unit)
            .thenComparing(Disk::key));
    return new Devices(List.copyOf(disks), List.copyOf(cards), List.copyOf(others));
  }

  private static Disk disk(Xml device, Xml array) {
    Xml backing = device.at("backing");
    int controller = device.small("controllerKey");
    Bus bus =
        array.children().stream()
            .filter(d -> d.optionalNumber("key").filter(k -> k == controller).isPresent())
            .map(d -> Bus.ofController(d.type()))
            .findFirst()
            .orElse(Bus.UNKNOWN);
    return new Disk(
        device.small("key"),
        device.small("unitNumber"),
        controller,
        bus,
        backing.text("fileName"),
        backing.ref("datastore"),
        device
            .optionalNumber("capacityInBytes")
            .orElseGet(() -> Math.multiplyExact(device.number("capacityInKB"), 1024L)),
        backing.text("diskMode"),
        backing.text("uuid"),
        backing.type().startsWith("VirtualDiskRaw"),
        backing.text("compatibilityMode").equals("physicalMode"),
        backing.text("deviceName"),
        backing.text("lunUuid"),
        backing.text("backingObjectId"),
        backing.text("parent", "fileName"),
        backing.text("changeId"),
        backing.at("keyId").isPresent());
  }

  private static Card card(Xml device) {
    return new Card(
        device.type(),
        device.small("key"),
        device.text("deviceInfo", "label"),
        device.text("macAddress").toLowerCase(Locale.ROOT),
        network(device.at("backing")),
        slot(device),
        device.flag("connectable", "connected"),
        device.flag("connectable", "startConnected"));
  }

  private static MoRef network(Xml backing) {
    String group = backing.text("port", "portgroupKey");
    String opaque = backing.text("opaqueNetworkId");
    if (!group.isEmpty()) {
      return new MoRef("DistributedVirtualPortgroup", group);
    }
    return opaque.isEmpty() ? backing.ref("network") : new MoRef("OpaqueNetwork", opaque);
  }

  private static int slot(Xml device) {
    return device.optionalNumber("slotInfo", "pciSlotNumber").map(Math::toIntExact).orElse(-1);
  }
}
