package io.wherry.vsphere.inventory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.vsphere.inventory.Devices.Card;
import io.wherry.vsphere.inventory.Devices.Disk;
import java.util.Set;

/**
 * A machine as the API shows it.
 *
 * @source inventory-and-providers.md section 1.7
 */
final class VmRow {
  /** Devices that rules and users ask about; the rest would only be long. */
  private static final Set<String> SHOWN =
      Set.of(
          "VirtualPCIPassthrough",
          "VirtualSCSIPassthrough",
          "VirtualUSBController",
          "VirtualUSBXHCIController",
          "VirtualTPM");

  private final Estate estate;

  VmRow(Estate estate) {
    this.estate = estate;
  }

  /** What lists show at level 1. */
  void middle(Facts facts, ObjectNode node) {
    node.put("revisionValidated", 0);
    node.put("isTemplate", facts.get(VmProps.TEMPLATE));
    node.put("powerState", facts.get(VmProps.POWER));
    node.put("host", Places.id(facts.get(VmProps.HOST)));
    Row.set(node, "networks", Row.refs(facts.get(Schema.NETWORKS)));
    disks(facts, node.putArray("disks"));
    node.putArray("concerns");
  }

  /** Everything else. */
  void full(Facts facts, ObjectNode node) {
    identity(facts, node);
    hardware(facts, node);
    guest(facts, node);
    GuestRows.fill(facts, node);
  }

  private static void identity(Facts facts, ObjectNode node) {
    node.put("policyVersion", 0);
    node.put("uuid", facts.get(VmProps.UUID));
    node.put("instanceUuid", facts.get(VmProps.INSTANCE_UUID));
    node.put("firmware", facts.get(VmProps.FIRMWARE));
    node.put("secureBoot", facts.get(VmProps.SECURE_BOOT));
    node.put("connectionState", facts.get(VmProps.CONNECTION));
    Row.set(node, "snapshot", Row.ref(facts.get(VmProps.SNAPSHOTS).current()));
    node.put("changeTrackingEnabled", facts.get(VmProps.TRACKS_CHANGES));
    node.put("consolidationNeeded", facts.get(VmProps.CONSOLIDATION));
    node.put("faultToleranceEnabled", facts.get(VmProps.FAULT_TOLERANT));
    node.put("storageUsed", facts.get(VmProps.STORAGE_USED));
    ArrayNode fields = node.putArray("customDef");
    facts
        .get(VmProps.FIELDS)
        .forEach(f ->
            fields
                .addObject()
                .put("name", f.name())
                .put("key", f.key())
                .put("managedObjectType", f.type()));
    ArrayNode values = node.putArray("customValues");
    facts
        .get(VmProps.VALUES)
        .forEach(v -> values.addObject().put("key", v.key()).put("value", v.value()));
  }

  private void hardware(Facts facts, ObjectNode node) {
    ArrayNode affinity = node.putArray("cpuAffinity");
    facts.get(VmProps.CPU_AFFINITY).forEach(affinity::add);
    node.put("cpuHotAddEnabled", facts.get(VmProps.CPU_HOT_ADD));
    node.put("cpuHotRemoveEnabled", facts.get(VmProps.CPU_HOT_REMOVE));
    node.put("memoryHotAddEnabled", facts.get(VmProps.MEMORY_HOT_ADD));
    node.put("cpuCount", facts.get(VmProps.CPUS));
    node.put("coresPerSocket", facts.get(VmProps.CORES));
    node.put("memoryMB", facts.get(VmProps.MEMORY));
    node.put("balloonedMemory", facts.get(VmProps.BALLOONED));
    node.put("tpmEnabled", facts.get(VmProps.TPM));
    node.put("diskEnableUuid", facts.get(VmProps.EXTRA).diskUuid());
    node.put("nestedHVEnabled", facts.get(VmProps.NESTED));
    Row.set(node, "numaNodeAffinity", Row.texts(facts.get(VmProps.EXTRA).numaAffinity()));
    devices(facts, node.putArray("devices"));
    cards(facts, node.putArray("nics"));
  }

  private static void devices(Facts facts, ArrayNode array) {
    Devices devices = facts.get(VmProps.DEVICES);
    for (Card card : devices.cards()) {
      if (card.connected() || card.isPassthrough()) {
        device(array, card.kind(), card.key(), card.slot());
      }
    }
    devices.others().stream()
        .filter(d -> SHOWN.contains(d.kind()))
        .forEach(d -> device(array, d.kind(), d.key(), d.slot()));
  }

  private static void device(ArrayNode array, String kind, int key, int slot) {
    ObjectNode node = array.addObject().put("kind", kind).put("key", key);
    if (slot >= 0) {
      node.put("pciSlotNumber", slot);
    }
  }

  private static void cards(Facts facts, ArrayNode array) {
    for (Cards.Placed placed : Cards.of(facts)) {
      Card card = placed.card();
      ObjectNode node = array.addObject();
      Row.set(node, "network", Row.ref(card.network()));
      node.put("mac", card.mac());
      node.put("order", placed.order());
      node.put("deviceKey", card.key());
      node.put("pciAddress", placed.pciAddress());
      node.put("startConnected", card.startConnected());
    }
  }

  private void disks(Facts facts, ArrayNode array) {
    ExtraConfig extra = facts.get(VmProps.EXTRA);
    for (Disk disk : facts.get(VmProps.DEVICES).disks()) {
      ObjectNode node =
          array
              .addObject()
              .put("key", disk.key())
              .put("unitNumber", disk.unit())
              .put("controllerKey", disk.controllerKey())
              .put("file", disk.file());
      Row.set(node, "datastore", Row.ref(disk.datastore()));
      node.put("capacity", disk.capacity());
      node.put("shared", estate.usersOf(disk.file()).size() > 1);
      node.put("rdm", disk.rawDevice());
      if (disk.rawDevice()) {
        node.put("physicalMode", disk.physicalMode());
      }
      node.put("bus", disk.bus().wire());
      Row.textIfAny(node, "mode", disk.mode());
      Row.textIfAny(node, "serial", disk.serial());
      Row.textIfAny(node, "winDriveLetter", GuestRows.driveLetter(facts, disk.key()));
      node.put("changeTrackingEnabled", extra.diskTracking().getOrDefault(disk.slot(), false));
      node.put("parent", disk.parent());
      Row.textIfAny(node, "deviceName", disk.deviceName());
      Row.textIfAny(node, "vvolId", disk.vvolId());
      Row.textIfAny(node, "lunUuid", disk.lunUuid());
    }
  }

  private static void guest(Facts facts, ObjectNode node) {
    node.put("guestName", facts.get(VmProps.GUEST_NAME));
    node.put("guestNameFromVmwareTools", facts.get(VmProps.GUEST_NAME_BY_TOOLS));
    node.put("hostName", facts.get(VmProps.GUEST_HOST_NAME));
    node.put("guestId", facts.get(VmProps.GUEST_ID));
    node.put("ipAddress", facts.get(VmProps.GUEST_IP));
    node.put("toolsStatus", facts.get(VmProps.TOOLS));
    node.put("toolsRunningStatus", facts.get(VmProps.TOOLS_RUNNING));
    node.put("toolsVersionStatus2", facts.get(VmProps.TOOLS_VERSION));
  }
}
