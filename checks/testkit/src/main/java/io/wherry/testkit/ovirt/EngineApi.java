package io.wherry.testkit.ovirt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The resources of the API. */
final class EngineApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> ELEMENTS =
      Map.of(
          "datacenters", "data_center",
          "clusters", "cluster",
          "hosts", "host",
          "networks", "network",
          "vnicprofiles", "vnic_profile",
          "storagedomains", "storage_domain",
          "diskprofiles", "disk_profile",
          "disks", "disk",
          "vms", "vm");

  /** Shown only to those who ask to follow them. */
  private static final List<String> LINKS =
      List.of(
          "vnic_profiles",
          "network_attachments",
          "disk_attachments",
          "host_devices",
          "snapshots",
          "watchdogs",
          "cdroms",
          "nics");

  private static final Pattern PAGE = Pattern.compile("sortby name asc page (\\d+)");

  private final OvirtEstate estate;
  private final Backups backups;
  private final Transfers transfers;

  EngineApi(OvirtEstate estate, Backups backups, Transfers transfers) {
    this.estate = estate;
    this.backups = backups;
    this.transfers = transfers;
  }

  JsonNode get(String path, Map<String, String> query) {
    String[] parts = path.split("/");
    return switch (path) {
      case "" -> root();
      case "events" -> events(query);
      case "options/ServerCPUList" -> serverCpus();
      default ->
          switch (parts.length) {
            case 1 -> list(path, query);
            case 2 -> one(parts[0], parts[1], query);
            case 3 -> partsOfVm(parts);
            case 4 -> partOfVm(parts);
            default -> throw EngineFault.missing(path);
          };
    };
  }

  private static JsonNode root() {
    return OvirtEstate.yaml(
        """
        {product_info: {name: 'oVirt Engine', vendor: 'ovirt.org',
          version: {major: '4', minor: '5', build: '6', revision: '0', full_version: '4.5.6-1.el9'}}}
        """);
  }

  private JsonNode events(Map<String, String> query) {
    long from = Long.parseLong(query.getOrDefault("from", "0"));
    int most = Integer.parseInt(query.getOrDefault("max", "1000"));
    ArrayNode found = estate.eventsAfter(from, most);
    ObjectNode answer = JSON.createObjectNode();
    if (!found.isEmpty()) {
      answer.set("event", found);
    }
    return answer;
  }

  private static JsonNode serverCpus() {
    return OvirtEstate.yaml(
        """
        {values: {system_option_value: [{version: '4.7', value:
          '3:Intel Nehalem Family:vmx,nx,model_Nehalem:Nehalem:x86_64;21:%s:vmx,model_Cascadelake-Server:Cascadelake-Server,+md-clear,-hle,-rtm,+arch-capabilities:x86_64'}]}}
        """
            .formatted(OvirtEstate.CPU_TYPE));
  }

  private JsonNode list(String collection, Map<String, String> query) {
    String element = ELEMENTS.get(collection);
    if (element == null) {
      throw EngineFault.missing(collection);
    }
    List<ObjectNode> all = estate.all(collection);
    Matcher page = PAGE.matcher(query.getOrDefault("search", ""));
    if (page.matches()) {
      int size = Integer.parseInt(query.getOrDefault("max", "100"));
      int from = Math.min(all.size(), (Integer.parseInt(page.group(1)) - 1) * size);
      all =
          all.stream()
              .sorted(Comparator.comparing(v -> v.path("name").asText()))
              .toList()
              .subList(from, Math.min(all.size(), from + size));
    } else if (query.containsKey("search")) {
      throw new EngineFault(400, "the double does not know this search");
    }
    ObjectNode answer = JSON.createObjectNode();
    if (!all.isEmpty()) {
      ArrayNode array = answer.putArray(element);
      all.forEach(o -> array.add(listed(shown(o, query))));
    }
    return answer;
  }

  private static ObjectNode shown(ObjectNode object, Map<String, String> query) {
    String follow = "," + query.getOrDefault("follow", "") + ",";
    for (String link : LINKS) {
      if (!follow.contains("," + link + ",") && !follow.contains("," + link + ".")) {
        object.remove(link);
      }
    }
    return object;
  }

  /** Lists do not say what LUNs are. */
  private static ObjectNode listed(ObjectNode object) {
    object.remove("lun_storage");
    return object;
  }

  private JsonNode one(String collection, String id, Map<String, String> query) {
    if (collection.equals("imagetransfers")) {
      return transfers.get(id);
    }
    return shown(find(collection, id).deepCopy(), query);
  }

  private ObjectNode find(String collection, String id) {
    return estate
        .find(collection, id)
        .orElseThrow(() -> EngineFault.missing(collection + "/" + id));
  }

  private JsonNode partsOfVm(String[] parts) {
    ObjectNode vm = machine(parts);
    return switch (parts[2]) {
      case "diskattachments" -> vm.path("disk_attachments").deepCopy();
      case "backups" -> backups.list(parts[1]);
      case "checkpoints" -> backups.checkpoints(parts[1]);
      default -> throw EngineFault.missing(String.join("/", parts));
    };
  }

  private JsonNode partOfVm(String[] parts) {
    ObjectNode vm = machine(parts);
    if (parts[2].equals("backups")) {
      return backups.get(parts[1], parts[3]);
    }
    if (parts[2].equals("diskattachments")) {
      for (JsonNode one : vm.at("/disk_attachments/disk_attachment")) {
        if (one.path("id").asText().equals(parts[3])) {
          return one;
        }
      }
    }
    throw EngineFault.missing(String.join("/", parts));
  }

  private ObjectNode machine(String[] parts) {
    if (!parts[0].equals("vms")) {
      throw EngineFault.missing(String.join("/", parts));
    }
    return find("vms", parts[1]);
  }

  /** A request that changes something. */
  record Change(String method, String path, Map<String, String> query, JsonNode body) {}

  JsonNode change(Change change) {
    String[] parts = change.path().split("/");
    if (change.method().equals("DELETE") && change.path().matches("vms/[^/]+/checkpoints/[^/]+")) {
      return backups.removeCheckpoint(parts[1], parts[3]);
    }
    if (!change.method().equals("POST")) {
      throw new EngineFault(405, "the double does not know " + change.method());
    }
    if (change.path().equals("imagetransfers")) {
      return transfers.create(change.body());
    }
    if (parts.length == 3 && parts[0].equals("imagetransfers")) {
      return transfers.act(parts[1], parts[2]);
    }
    ObjectNode _ = machine(parts);
    if (parts.length == 3 && parts[2].equals("backups")) {
      return backups.create(parts[1], change.query(), change.body());
    }
    if (parts.length == 5 && parts[2].equals("backups") && parts[4].equals("finalize")) {
      return backups.finish(parts[1], parts[3]);
    }
    if (parts.length == 3) {
      return power(parts[1], parts[2]);
    }
    throw EngineFault.missing(change.path());
  }

  private JsonNode power(String id, String action) {
    ObjectNode vm = find("vms", id);
    String status = vm.path("status").asText();
    boolean start = action.equals("start");
    if (start == status.equals("up")) {
      throw new EngineFault(409, "Cannot do '%s'. VM is %s.".formatted(action, status));
    }
    if (!start && backups.isUnderWay(id)) {
      throw new EngineFault(409, "Cannot stop VM. The VM is during a backup operation.");
    }
    for (JsonNode one : vm.at("/disk_attachments/disk_attachment")) {
      String disk = one.path("disk").path("id").asText();
      if (start && !estate.status("disks", disk).equals("ok")) {
        throw new EngineFault(409, "Cannot run VM. The following disks are locked: " + disk);
      }
    }
    estate.change(
        "vms",
        id,
        v -> {
          v.put("status", start ? "up" : "down");
          if (!start) {
            v.put("stop_time", Long.toString(v.path("stop_time").asLong() + 1));
          }
        });
    estate.event(start ? 32 : 61, id);
    return JSON.createObjectNode().put("status", "complete");
  }
}
