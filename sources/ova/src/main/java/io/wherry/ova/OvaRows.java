package io.wherry.ova;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.SourceMachine.Firmware;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns appliances into rows of the inventory. Fields that upstream's model writes capitalised are
 * written so, and once more in camel case, which the rules read.
 *
 * @source inventory-and-providers.md 1.6, 1.10
 */
final class OvaRows {
  /** Where upstream's provider server mounts the share; part of the paths users see. */
  static final String MOUNT_PATH = "/ova";

  private final String providerUid;

  OvaRows(String providerUid) {
    this.providerUid = providerUid;
  }

  /** Rows of all appliances; a network of the same name is one network. */
  List<InventoryRow> rows(List<Appliance> appliances) {
    Map<String, InventoryRow> rows = new LinkedHashMap<>();
    for (Appliance appliance : appliances) {
      for (Ovf.Network network : appliance.ovf().networks()) {
        put(rows, network(network));
      }
      for (Appliance.Machine machine : appliance.machines()) {
        // A network that only a NIC names must be mappable, too.
        machine.system().hardware().nics().stream()
            .filter(nic -> !nic.network().isEmpty())
            .forEach(nic -> put(rows, network(new Ovf.Network(nic.network(), ""))));
        machine.disks().forEach(disk -> put(rows, disk(appliance, disk)));
        machine.disks().forEach(disk -> put(rows, storage(disk)));
        put(rows, machine(appliance, machine));
      }
    }
    return List.copyOf(rows.values());
  }

  /**
   * A file of the catalog, readable or not. Not an upstream collection of the inventory; here so
   * that a user sees why a machine is not shown.
   */
  InventoryRow appliance(CatalogEntry entry) {
    String id = Digests.id("appliance", entry.label());
    String name = entry.label().substring(entry.label().lastIndexOf('/') + 1);
    ObjectNode row = base("appliances", id, name, entry.label());
    row.put("size", entry.stamp().size());
    row.put("state", entry.state().name());
    row.put("error", entry.message());
    ArrayNode vms = row.putArray("vms");
    ArrayNode warnings = row.putArray("warnings");
    entry.appliance().ifPresent(a -> a.machines().forEach(m -> vms.add(m.id())));
    entry.appliance().ifPresent(a -> a.warnings().forEach(warnings::add));
    return new InventoryRow("appliances", id, name, entry.label(), List.of(row), Optional.empty());
  }

  private static void put(Map<String, InventoryRow> rows, InventoryRow row) {
    rows.putIfAbsent(row.collection() + "/" + row.id(), row);
  }

  private InventoryRow network(Ovf.Network network) {
    String id = networkId(network.name());
    ObjectNode base = base("networks", id, network.name(), network.name());
    ObjectNode full = base.deepCopy().put("description", network.description());
    return new InventoryRow(
        "networks", id, network.name(), network.name(), List.of(base, full), Optional.empty());
  }

  static String networkId(String name) {
    return name.isEmpty() ? "" : Digests.id("network", name);
  }

  private InventoryRow disk(Appliance appliance, Appliance.Disk disk) {
    ObjectNode base = base("disks", disk.id(), disk.name(), disk.name());
    ObjectNode full = base.deepCopy();
    diskFields(full, appliance, disk);
    return new InventoryRow(
        "disks", disk.id(), disk.name(), disk.name(), List.of(base, full), Optional.empty());
  }

  private InventoryRow storage(Appliance.Disk disk) {
    ObjectNode base = base("storages", disk.id(), disk.name(), disk.name());
    return new InventoryRow(
        "storages", disk.id(), disk.name(), disk.name(), List.of(base), Optional.empty());
  }

  private InventoryRow machine(Appliance appliance, Appliance.Machine machine) {
    String name = machine.system().name();
    String path = appliance.label() + "/" + name;
    ObjectNode base = base("vms", machine.id(), name, path);
    ObjectNode middle = base.deepCopy().put("revisionValidated", 0);
    ArrayNode networks = middle.putArray("networks");
    machine.system().hardware().nics().stream()
        .map(Ovf.Nic::network)
        .filter(n -> !n.isEmpty())
        .distinct()
        .map(n -> network(described(appliance, n)).atDetail(1))
        .forEach(networks::add);
    ArrayNode disks = middle.putArray("disks");
    for (Appliance.Disk disk : machine.disks()) {
      ObjectNode node = base("disks", disk.id(), disk.name(), disk.name());
      diskFields(node, appliance, disk);
      disks.add(node);
    }
    middle.putArray("concerns");
    ObjectNode full = middle.deepCopy();
    machineFields(full, appliance, machine);
    return new InventoryRow(
        "vms",
        machine.id(),
        name,
        path,
        List.of(base, middle, full),
        Optional.of(MachineTranslation.of(appliance, machine)));
  }

  private static Ovf.Network described(Appliance appliance, String name) {
    return appliance.ovf().networks().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Ovf.Network(name, ""));
  }

  private ObjectNode base(String collection, String id, String name, String path) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("variant", "")
        .put("name", name)
        .put("selfLink", "providers/ova/" + providerUid + "/" + collection + "/" + id)
        .put("path", path);
  }

  private static void diskFields(ObjectNode node, Appliance appliance, Appliance.Disk disk) {
    Ovf.Disk said = disk.said();
    text(node, "FilePath", MOUNT_PATH + "/" + appliance.label());
    number(node, "Capacity", said.capacity());
    text(node, "CapacityAllocationUnits", said.units());
    text(node, "DiskId", said.diskId());
    text(node, "FileRef", said.fileRef());
    text(node, "Format", said.format());
    number(node, "PopulatedSize", said.populatedSize());
  }

  private static void machineFields(
      ObjectNode full, Appliance appliance, Appliance.Machine machine) {
    Ovf.VirtualSystem system = machine.system();
    Ovf.Hardware hardware = system.hardware();
    Ovf.Settings settings = system.settings();
    full.put("ovfPath", MOUNT_PATH + "/" + appliance.label());
    full.put("exportSource", appliance.ovf().source().wire());
    full.put("ovaSource", appliance.ovf().source().wire());
    full.put("osType", system.osType());
    full.put("policyVersion", 0);
    full.put("uuid", machine.id());
    full.put("firmware", firmware(settings.firmware()));
    full.put("secureBoot", settings.secureBoot());
    full.putArray("cpuAffinity");
    full.put("cpuHotAddEnabled", settings.cpuHotAdd());
    full.put("cpuHotRemoveEnabled", settings.cpuHotRemove());
    full.put("memoryHotAddEnabled", settings.memoryHotAdd());
    full.put("faultToleranceEnabled", false);
    full.put("cpuCount", hardware.cpuCount());
    full.put("coresPerSocket", hardware.coresPerSocket());
    full.put("memoryMB", hardware.memory());
    full.put("memoryUnits", hardware.memoryUnits());
    full.put("cpuUnits", hardware.cpuUnits());
    full.put("balloonedMemory", 0);
    full.put("ipAddress", "");
    full.putArray("numaNodeAffinity");
    full.put("storageUsed", 0);
    full.put("changeTrackingEnabled", false);
    ArrayNode devices = full.putArray("devices");
    hardware.devices().forEach(kind -> text(devices.addObject(), "Kind", kind));
    ArrayNode nics = full.putArray("nics");
    hardware.nics().forEach(nic -> nicFields(nics.addObject(), nic));
    List<String> notes = new ArrayList<>(appliance.warnings());
    hardware.unknown().forEach(u -> notes.add("unknown hardware: " + u));
    ArrayNode warnings = full.putArray("warnings");
    notes.forEach(warnings::add);
  }

  private static void nicFields(ObjectNode node, Ovf.Nic nic) {
    text(node, "Name", nic.name());
    text(node, "MAC", nic.mac());
    text(node, "Network", nic.network());
    for (String key : List.of("Config", "config")) {
      ArrayNode config = node.putArray(key);
      nic.config()
          .forEach((k, v) -> {
            ObjectNode entry = config.addObject();
            text(entry, "Key", k);
            text(entry, "Value", v);
          });
    }
  }

  private static String firmware(Firmware firmware) {
    return switch (firmware) {
      case BIOS -> "bios";
      case UEFI, UEFI_SECURE -> "efi";
      case UNKNOWN -> "";
    };
  }

  private static void text(ObjectNode node, String name, String value) {
    node.put(name, value).put(camel(name), value);
  }

  private static void number(ObjectNode node, String name, long value) {
    node.put(name, value).put(camel(name), value);
  }

  private static String camel(String name) {
    return name.equals("MAC") ? "mac" : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
