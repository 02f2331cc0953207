package io.wherry.ovirt.inventory;

import static io.wherry.ovirt.rest.Json.flag;
import static io.wherry.ovirt.rest.Json.list;
import static io.wherry.ovirt.rest.Json.number;
import static io.wherry.ovirt.rest.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A machine in the inventory's words; other objects by their ids.
 *
 * @source inventory-and-providers.md section 1.8
 */
final class VmShape {
  private VmShape() {}

  /** What lists show at level 1. */
  static void middle(JsonNode raw, ObjectNode node) {
    node.put("cluster", text(raw, "cluster", "id"));
    node.put("status", text(raw, "status"));
    node.put("host", text(raw, "host", "id"));
    node.put("revisionValidated", 0);
    nics(raw, node.putArray("nics"));
    attachments(raw, node.putArray("diskAttachments"));
    node.putArray("concerns");
  }

  private static void nics(JsonNode raw, ArrayNode nics) {
    for (JsonNode nic : list(raw, "nics", "nic")) {
      ObjectNode node =
          nics.addObject()
              .put("id", text(nic, "id"))
              .put("name", text(nic, "name"))
              .put("interface", text(nic, "interface"))
              .put("plugged", flag(nic, "plugged"));
      ArrayNode addresses = node.putArray("ipAddress");
      for (JsonNode device : list(nic, "reported_devices", "reported_device")) {
        for (JsonNode ip : list(device, "ips", "ip")) {
          addresses
              .addObject()
              .put("address", text(ip, "address"))
              .put("version", text(ip, "version"));
        }
      }
      node.put("profile", text(nic, "vnic_profile", "id")).put("mac", text(nic, "mac", "address"));
    }
  }

  private static void attachments(JsonNode raw, ArrayNode attachments) {
    for (JsonNode one : list(raw, "disk_attachments", "disk_attachment")) {
      attachments
          .addObject()
          .put("id", text(one, "id"))
          .put("interface", text(one, "interface"))
          .put("scsiReservation", flag(one, "uses_scsi_reservation"))
          .put("disk", text(one, "disk", "id"))
          .put("bootable", flag(one, "bootable"));
    }
  }

  /** Everything else. */
  static void rest(JsonNode raw, ObjectNode node) {
    node.put("policyVersion", 0);
    node.put("guestName", text(raw, "fqdn"));
    processors(raw, node);
    node.put("memory", number(raw, "memory"));
    node.put("balloonedMemory", flag(raw, "memory_policy", "ballooning"));
    node.put("ioThreads", number(raw, "io", "threads"));
    node.put("bios", text(raw, "bios", "type"));
    node.put("bootMenuEnabled", flag(raw, "bios", "boot_menu", "enabled"));
    node.put("tpmEnabled", flag(raw, "tpm_enabled"));
    node.put("display", text(raw, "display", "type"));
    node.put("hasIllegalImages", flag(raw, "has_illegal_images"));
    node.putArray("numaNodeAffinity");
    policies(raw, node);
    devices(raw, node);
    Shapes.properties(raw, node);
    snapshots(raw, node.putArray("snapshots"));
    node.putObject("guest")
        .put("distribution", text(raw, "guest_operating_system", "distribution"))
        .put("fullVersion", text(raw, "guest_operating_system", "version", "full_version"));
    node.put("osType", text(raw, "os", "type"));
    node.put("customCpuModel", text(raw, "custom_cpu_model"));
  }

  private static void processors(JsonNode raw, ObjectNode node) {
    node.put("cpuSockets", number(raw, "cpu", "topology", "sockets"));
    node.put("cpuCores", number(raw, "cpu", "topology", "cores"));
    node.put("cpuThreads", number(raw, "cpu", "topology", "threads"));
    node.put("cpuShares", number(raw, "cpu_shares"));
    ArrayNode affinity = node.putArray("cpuAffinity");
    for (JsonNode pin : list(raw, "cpu", "cpu_tune", "vcpu_pins", "vcpu_pin")) {
      affinity.addObject().put("set", text(pin, "cpu_set")).put("cpu", number(pin, "vcpu"));
    }
    node.put("cpuPinningPolicy", text(raw, "cpu_pinning_policy"));
  }

  private static void policies(JsonNode raw, ObjectNode node) {
    node.put("leaseStorageDomain", text(raw, "lease", "storage_domain", "id"));
    node.put("storageErrorResumeBehaviour", text(raw, "storage_error_resume_behaviour"));
    node.put("haEnabled", flag(raw, "high_availability", "enabled"));
    node.put("usbEnabled", flag(raw, "usb", "enabled"));
    node.put("placementPolicyAffinity", text(raw, "placement_policy", "affinity"));
    node.put("timezone", text(raw, "time_zone", "name"));
    node.put("stateless", text(raw, "stateless"));
    node.put("serialNumber", text(raw, "serial_number", "value"));
  }

  private static void devices(JsonNode raw, ObjectNode node) {
    ArrayNode host = node.putArray("hostDevices");
    for (JsonNode device : list(raw, "host_devices", "host_device")) {
      host.addObject()
          .put("capability", text(device, "capability"))
          .put("product", text(device, "product", "name"))
          .put("vendor", text(device, "vendor", "name"));
    }
    ArrayNode cdroms = node.putArray("cdroms");
    for (JsonNode cdrom : list(raw, "cdroms", "cdrom")) {
      cdroms.addObject().put("id", text(cdrom, "id")).put("file", text(cdrom, "file", "id"));
    }
    ArrayNode dogs = node.putArray("watchDogs");
    for (JsonNode dog : list(raw, "watchdogs", "watchdog")) {
      dogs.addObject()
          .put("id", text(dog, "id"))
          .put("action", text(dog, "action"))
          .put("model", text(dog, "model"));
    }
  }

  private static void snapshots(JsonNode raw, ArrayNode snapshots) {
    for (JsonNode one : list(raw, "snapshots", "snapshot")) {
      snapshots
          .addObject()
          .put("id", text(one, "id"))
          .put("description", text(one, "description"))
          .put("type", text(one, "snapshot_type"))
          .put("persistMemory", flag(one, "persist_memorystate"));
    }
  }
}
