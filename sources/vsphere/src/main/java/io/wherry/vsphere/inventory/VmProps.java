package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is followed of virtual machines.
 *
 * @source inventory-and-providers.md sections 1.7 and 2.4
 */
final class VmProps {
  static final Prop<String> UUID = Prop.text("config.uuid");
  static final Prop<String> INSTANCE_UUID = Prop.text("config.instanceUuid");
  static final Prop<String> FIRMWARE = Prop.text("config.firmware");
  static final Prop<Boolean> SECURE_BOOT =
      new Prop<>("config.bootOptions", xml -> xml.flag("efiSecureBootEnabled"), false);
  static final Prop<Boolean> TEMPLATE = Prop.flag("config.template");
  static final Prop<SnapshotTree> SNAPSHOTS =
      new Prop<>("snapshot", SnapshotTree::of, SnapshotTree.NONE);
  static final Prop<Boolean> TRACKS_CHANGES = Prop.flag("config.changeTrackingEnabled");
  static final Prop<Boolean> FAULT_TOLERANT =
      new Prop<>("config.ftInfo", xml -> xml.isPresent(), false);
  static final Prop<Boolean> ENCRYPTED = new Prop<>("config.keyId", xml -> xml.isPresent(), false);
  static final Prop<MoRef> HOST = Prop.ref("runtime.host");
  static final Prop<String> POWER = Prop.text("runtime.powerState");
  static final Prop<String> CONNECTION = Prop.text("runtime.connectionState");
  static final Prop<Boolean> CONSOLIDATION = Prop.flag("runtime.consolidationNeeded");
  static final Prop<List<FieldDefinition>> FIELDS =
      Prop.list("availableField", FieldDefinition::of);
  static final Prop<List<FieldValue>> VALUES = Prop.list("customValue", FieldValue::of);

  static final Prop<List<Integer>> CPU_AFFINITY =
      new Prop<>("config.cpuAffinity", VmProps::affinity, List.of());
  static final Prop<Boolean> CPU_HOT_ADD = Prop.flag("config.cpuHotAddEnabled");
  static final Prop<Boolean> CPU_HOT_REMOVE = Prop.flag("config.cpuHotRemoveEnabled");
  static final Prop<Boolean> MEMORY_HOT_ADD = Prop.flag("config.memoryHotAddEnabled");
  static final Prop<Long> CPUS = Prop.number("config.hardware.numCPU");
  static final Prop<Long> CORES = Prop.number("config.hardware.numCoresPerSocket");
  static final Prop<Long> MEMORY = Prop.number("config.hardware.memoryMB");
  static final Prop<Devices> DEVICES =
      new Prop<>("config.hardware.device", Devices::of, Devices.NONE);
  static final Prop<ExtraConfig> EXTRA =
      new Prop<>("config.extraConfig", ExtraConfig::of, ExtraConfig.NONE);
  static final Prop<Boolean> NESTED = Prop.flag("config.nestedHVEnabled");

  /** Servers before API 6.7 do not know it. */
  static final Prop<Boolean> TPM = Prop.flag("summary.config.tpmPresent");

  static final Prop<Long> STORAGE_USED = Prop.number("summary.storage.committed");

  static final Prop<List<GuestNet>> GUEST_NETS = Prop.list("guest.net", GuestNet::of);
  static final Prop<List<GuestDisk>> GUEST_DISKS = Prop.list("guest.disk", GuestDisk::of);
  static final Prop<List<GuestRoutes>> GUEST_ROUTES = Prop.list("guest.ipStack", GuestRoutes::of);
  static final Prop<String> GUEST_HOST_NAME = Prop.text("guest.hostName");
  static final Prop<String> GUEST_NAME_BY_TOOLS = Prop.text("guest.guestFullName");
  static final Prop<String> TOOLS = Prop.text("guest.toolsStatus");
  static final Prop<String> TOOLS_RUNNING = Prop.text("guest.toolsRunningStatus");
  static final Prop<String> TOOLS_VERSION = Prop.text("guest.toolsVersionStatus2");
  static final Prop<String> GUEST_NAME = Prop.text("summary.config.guestFullName");
  static final Prop<String> GUEST_ID = Prop.text("summary.guest.guestId");

  /** What the machine was made for; {@link #GUEST_ID} is what the tools have found. */
  static final Prop<String> CONFIGURED_GUEST_ID = Prop.text("summary.config.guestId");

  static final Prop<String> GUEST_IP = Prop.text("summary.guest.ipAddress");
  static final Prop<Long> BALLOONED = Prop.number("summary.quickStats.balloonedMemory");

  private static final List<Prop<?>> IDENTITY =
      List.of(
          Schema.NAME,
          Schema.PARENT,
          UUID,
          INSTANCE_UUID,
          FIRMWARE,
          SECURE_BOOT,
          TEMPLATE,
          SNAPSHOTS,
          TRACKS_CHANGES,
          FAULT_TOLERANT,
          ENCRYPTED,
          HOST,
          POWER,
          CONNECTION,
          CONSOLIDATION,
          FIELDS,
          VALUES);

  private static final List<Prop<?>> HARDWARE =
      List.of(
          CPU_AFFINITY,
          CPU_HOT_ADD,
          CPU_HOT_REMOVE,
          MEMORY_HOT_ADD,
          CPUS,
          CORES,
          MEMORY,
          DEVICES,
          EXTRA,
          NESTED,
          TPM,
          Schema.DATASTORES,
          Schema.NETWORKS,
          STORAGE_USED);

  private static final List<Prop<?>> GUEST =
      List.of(
          GUEST_NETS,
          GUEST_DISKS,
          GUEST_ROUTES,
          GUEST_HOST_NAME,
          GUEST_NAME_BY_TOOLS,
          TOOLS,
          TOOLS_RUNNING,
          TOOLS_VERSION,
          GUEST_NAME,
          GUEST_ID,
          CONFIGURED_GUEST_ID,
          GUEST_IP,
          BALLOONED);

  static final List<Prop<?>> ALL =
      Stream.of(IDENTITY, HARDWARE, GUEST).flatMap(List::stream).toList();

  private VmProps() {}

  private static List<Integer> affinity(Xml xml) {
    return xml.all("affinitySet").stream().map(a -> a.small()).toList();
  }

  /**
   * Snapshots of a machine.
   *
   * @param current what the machine's present state is based on
   * @param count of all
   */
  record SnapshotTree(MoRef current, int count) {
    static final SnapshotTree NONE = new SnapshotTree(MoRef.NONE, 0);

    static SnapshotTree of(Xml xml) {
      return new SnapshotTree(xml.ref("currentSnapshot"), count(xml, "rootSnapshotList"));
    }

    private static int count(Xml xml, String list) {
      return xml.all(list).stream().mapToInt(s -> 1 + count(s, "childSnapshotList")).sum();
    }
  }

  /** An attribute that users have defined. */
  record FieldDefinition(String name, int key, String type) {
    static FieldDefinition of(Xml xml) {
      return new FieldDefinition(xml.text("name"), xml.small("key"), xml.text("managedObjectType"));
    }
  }

  /** Its value. */
  record FieldValue(int key, String value) {
    static FieldValue of(Xml xml) {
      return new FieldValue(xml.small("key"), xml.text("value"));
    }
  }

  /**
   * A card as the guest's tools see it.
   *
   * @param device key of the machine's device; -1 for cards that only the guest knows
   */
  record GuestNet(
      String network, String mac, int device, List<String> dns, List<Address> addresses) {
    static GuestNet of(Xml xml) {
      return new GuestNet(
          xml.text("network"),
          xml.text("macAddress").toLowerCase(java.util.Locale.ROOT),
          xml.optionalNumber("deviceConfigId").map(Math::toIntExact).orElse(-1),
          xml.at("dnsConfig").all("ipAddress").stream().map(Xml::text).toList(),
          xml.at("ipConfig").all("ipAddress").stream().map(Address::of).toList());
    }

    /** One address; origin is {@code manual}, {@code dhcp}, {@code linklayer} … or empty. */
    record Address(String ip, int prefix, String origin) {
      static Address of(Xml xml) {
        return new Address(xml.text("ipAddress"), xml.small("prefixLength"), xml.text("origin"));
      }
    }
  }

  /**
   * A file system of the guest.
   *
   * @param device key of the machine's disk, 0 when unknown
   * @param capacity bytes
   * @param free bytes
   */
  record GuestDisk(int device, String path, long capacity, long free, String type) {
    static GuestDisk of(Xml xml) {
      return new GuestDisk(
          xml.at("mappings").small("key"),
          xml.text("diskPath"),
          xml.number("capacity"),
          xml.number("freeSpace"),
          xml.text("filesystemType"));
    }
  }

  /** Routes and name servers of the guest. */
  record GuestRoutes(List<String> dns, List<Route> routes) {
    static GuestRoutes of(Xml xml) {
      return new GuestRoutes(
          xml.at("dnsConfig").all("ipAddress").stream().map(Xml::text).toList(),
          xml.at("ipRouteConfig").all("ipRoute").stream().map(Route::of).toList());
    }

    /**
     * One route.
     *
     * @param device position of the card among the guest's cards
     */
    record Route(String network, int prefix, String gateway, String device) {
      static Route of(Xml xml) {
        return new Route(
            xml.text("network"),
            xml.small("prefixLength"),
            xml.text("gateway", "ipAddress"),
            xml.text("gateway", "device"));
      }
    }
  }
}
