package io.wherry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * What the demo must know of the machine in an appliance to write maps for it.
 *
 * @param id the inventory's id
 * @param networks names of its networks
 * @param storages ids of its storage rows, one per disk
 */
record DemoMachine(String id, String name, List<String> networks, List<String> storages) {

  /** From a row of the inventory's {@code vms} collection at full detail. */
  static DemoMachine of(JsonNode row) {
    List<String> networks = new ArrayList<>();
    row.path("nics").forEach(n -> networks.add(n.path("Network").asText()));
    List<String> storages = new ArrayList<>();
    row.path("disks").forEach(d -> storages.add(d.path("ID").asText(d.path("id").asText())));
    return new DemoMachine(
        row.path("id").asText(),
        row.path("name").asText(),
        networks.stream().distinct().toList(),
        storages);
  }

  /** The example's object, for this machine and under this plan name. */
  Resource fill(Resource example, String plan) {
    ObjectNode tree = example.mutableCopy();
    ((ObjectNode) tree.get("metadata")).put("name", plan);
    ObjectNode spec = (ObjectNode) tree.get("spec");
    switch (example.kind()) {
      case "NetworkMap" -> rows(spec, networkRows(spec));
      case "StorageMap" -> rows(spec, storageRows(spec));
      case "Plan" -> plan(spec, plan);
      case "Migration" -> ((ObjectNode) spec.get("plan")).put("name", plan);
      default -> {
        // nothing machine-specific in it
      }
    }
    return new Resource(tree);
  }

  /**
   * The first network goes to the pod network; KubeVirt allows only one, the others are left out.
   */
  private List<JsonNode> networkRows(ObjectNode spec) {
    ObjectNode first = (ObjectNode) spec.path("map").get(0);
    List<JsonNode> rows = new ArrayList<>();
    for (String network : networks) {
      ObjectNode row = first.deepCopy();
      row.putObject("source").put("name", network);
      row.putObject("destination").put("type", rows.isEmpty() ? "pod" : "ignored");
      rows.add(row);
    }
    return rows;
  }

  private List<JsonNode> storageRows(ObjectNode spec) {
    ObjectNode first = (ObjectNode) spec.path("map").get(0);
    return storages.stream()
        .map(id -> {
          ObjectNode row = first.deepCopy();
          row.putObject("source").put("id", id);
          return (JsonNode) row;
        })
        .toList();
  }

  private void plan(ObjectNode spec, String plan) {
    for (String map : List.of("network", "storage")) {
      ((ObjectNode) spec.path("map").get(map)).put("name", plan);
    }
    ArrayNode vms = spec.putArray("vms");
    vms.addObject().put("id", id).put("name", name);
  }

  private static void rows(ObjectNode spec, List<JsonNode> rows) {
    spec.putArray("map").addAll(rows);
  }
}
