package io.wherry.ovirt.inventory;

import static io.wherry.ovirt.rest.Json.flag;
import static io.wherry.ovirt.rest.Json.list;
import static io.wherry.ovirt.rest.Json.number;
import static io.wherry.ovirt.rest.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.ovirt.rest.Json;

/**
 * The engine's objects in the inventory's words.
 *
 * @source inventory-and-providers.md section 1.8
 */
final class Shapes {
  private Shapes() {}

  /** The object; the id must be there. */
  static Thing of(Kind kind, JsonNode raw) {
    ObjectNode middle = Json.object();
    ObjectNode rest = Json.object();
    switch (kind) {
      case DATACENTER -> {
        // name and description are all
      }
      case CLUSTER -> cluster(raw, middle);
      case SERVER_CPU -> serverCpu(raw, middle);
      case HOST -> host(raw, middle);
      case NETWORK -> network(raw, middle);
      case NIC_PROFILE -> nicProfile(raw, middle);
      case DISK_PROFILE -> diskProfile(raw, middle);
      case STORAGE_DOMAIN -> storageDomain(raw, middle);
      case DISK -> disk(raw, middle);
      case VM -> {
        VmShape.middle(raw, middle);
        VmShape.rest(raw, rest);
      }
    }
    return new Thing(id(kind, raw), name(kind, raw), text(raw, "description"), middle, rest);
  }

  static String id(Kind kind, JsonNode raw) {
    return kind == Kind.SERVER_CPU ? text(raw, "version") : text(raw, "id");
  }

  private static String name(Kind kind, JsonNode raw) {
    return switch (kind) {
      case SERVER_CPU -> text(raw, "version");
      case DISK -> text(raw, "alias").isEmpty() ? text(raw, "name") : text(raw, "alias");
      default -> text(raw, "name");
    };
  }

  private static void cluster(JsonNode raw, ObjectNode node) {
    node.put("dataCenter", text(raw, "data_center", "id"));
    node.put("haReservation", flag(raw, "ha_reservation"));
    node.put("ksmEnabled", flag(raw, "ksm", "enabled"));
    node.put("biosType", text(raw, "bios_type"));
    node.putObject("cpu")
        .put("architecture", text(raw, "cpu", "architecture"))
        .put("type", text(raw, "cpu", "type"));
    node.putObject("version")
        .put("major", text(raw, "version", "major"))
        .put("minor", text(raw, "version", "minor"));
  }

  private static void serverCpu(JsonNode raw, ObjectNode node) {
    node.putArray("systemOptionValue")
        .addObject()
        .put("value", text(raw, "value"))
        .put("version", text(raw, "version"));
  }

  private static void host(JsonNode raw, ObjectNode node) {
    node.put("cluster", text(raw, "cluster", "id"));
    node.put("status", text(raw, "status"));
    node.put("productName", text(raw, "os", "type"));
    node.put("productVersion", text(raw, "os", "version", "full_version"));
    node.put("inMaintenance", text(raw, "status").equals("maintenance"));
    node.put("cpuSockets", number(raw, "cpu", "topology", "sockets"));
    node.put("cpuCores", number(raw, "cpu", "topology", "cores"));
    ArrayNode attachments = node.putArray("networkAttachments");
    for (JsonNode one : list(raw, "network_attachments", "network_attachment")) {
      attachments.addObject().put("id", text(one, "id")).put("network", text(one, "network", "id"));
    }
    ArrayNode nics = node.putArray("nics");
    for (JsonNode nic : list(raw, "nics", "host_nic")) {
      nics.addObject()
          .put("id", text(nic, "id"))
          .put("name", text(nic, "name"))
          .put("linkSpeed", number(nic, "speed"))
          .put("mtu", number(nic, "mtu"))
          .put("vlan", text(nic, "vlan", "id"));
    }
  }

  private static void network(JsonNode raw, ObjectNode node) {
    node.put("dataCenter", text(raw, "data_center", "id"));
    node.put("vlan", text(raw, "vlan", "id"));
    ArrayNode usages = node.putArray("usages");
    list(raw, "usages", "usage").forEach(u -> usages.add(u.asText()));
    ArrayNode profiles = node.putArray("nicProfiles");
    list(raw, "vnic_profiles", "vnic_profile").forEach(p -> profiles.add(text(p, "id")));
  }

  private static void nicProfile(JsonNode raw, ObjectNode node) {
    node.put("network", text(raw, "network", "id"));
    node.put("networkFilter", text(raw, "network_filter", "id"));
    node.put("portMirroring", flag(raw, "port_mirroring"));
    node.put("qos", text(raw, "qos", "id"));
    properties(raw, node);
    node.put("passThrough", text(raw, "pass_through", "mode").equals("enabled"));
  }

  /** What administrators have added. */
  static void properties(JsonNode raw, ObjectNode node) {
    ArrayNode properties = node.putArray("properties");
    for (JsonNode one : list(raw, "custom_properties", "custom_property")) {
      properties.addObject().put("name", text(one, "name")).put("value", text(one, "value"));
    }
  }

  private static void diskProfile(JsonNode raw, ObjectNode node) {
    node.put("storageDomain", text(raw, "storage_domain", "id"));
    node.put("qos", text(raw, "qos", "id"));
  }

  /** Upstream has capacity and free space mixed up; here they are what they say. */
  private static void storageDomain(JsonNode raw, ObjectNode node) {
    long available = number(raw, "available");
    node.put("dataCenter", text(Json.at(raw, "data_centers", "data_center").path(0), "id"));
    node.put("type", text(raw, "type"));
    node.put("capacity", available + number(raw, "used"));
    node.put("free", available);
    node.putObject("storage").put("type", text(raw, "storage", "type"));
  }

  private static void disk(JsonNode raw, ObjectNode node) {
    node.put("shared", flag(raw, "shareable"));
    node.put(
        "storageDomain", text(Json.at(raw, "storage_domains", "storage_domain").path(0), "id"));
    node.put("profile", text(raw, "disk_profile", "id"));
    node.put("provisionedSize", number(raw, "provisioned_size"));
    node.put("actualSize", number(raw, "actual_size"));
    node.put("storageType", text(raw, "storage_type"));
    node.put("status", text(raw, "status"));
    node.put("backup", text(raw, "backup"));
    if (text(raw, "storage_type").equals("lun")) {
      lun(raw, node);
    }
  }

  /** Under the inventory's name and, for the rules, under the one that they read. */
  private static void lun(JsonNode raw, ObjectNode node) {
    ArrayNode units =
        node.putObject("lunStorage").putObject("LogicalUnits").putArray("logicalUnit");
    for (JsonNode unit : list(raw, "lun_storage", "logical_units", "logical_unit")) {
      units
          .addObject()
          .put("lunId", text(unit, "id"))
          .put("address", text(unit, "address"))
          .put("port", text(unit, "port"))
          .put("target", text(unit, "target"))
          .put("lunMapping", number(unit, "lun_mapping"))
          .put("size", number(unit, "size"));
    }
    var _ = node.putObject("lun").putObject("logicalUnits").set("logicalUnit", units);
  }
}
