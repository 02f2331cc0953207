package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plan and its two maps, made of an inventory. What was not said gets a target: the first network
 * the pods', the others none; every storage the default class.
 *
 * @param vms rows of the inventory
 */
record PlanDraft(Head head, List<JsonNode> vms, Targets targets) {
  /** Names and places. */
  record Head(
      String name,
      String namespace,
      String targetNamespace,
      String type,
      Resource source,
      Resource destination) {}

  /**
   * Where things go.
   *
   * @param networks source id to {@code pod}, {@code ignored} or {@code namespace/name}
   * @param storages source id to a storage class
   */
  record Targets(Map<String, String> networks, Map<String, String> storages, String storageClass) {}

  /** The objects in the order in which they are created. */
  List<Resource> objects() {
    Resource networks = map(Kinds.NETWORK_MAP);
    Map<String, String> networkTargets = networkTargets();
    networkTargets.forEach((id, target) -> row(networks, id, networkTarget(networks, target)));
    Resource storages = map(Kinds.STORAGE_MAP);
    for (String id : used("disks", "datastore", "storageDomain", "storage")) {
      ObjectNode target = storages.tree().objectNode();
      target.put("storageClass", targets.storages().getOrDefault(id, targets.storageClass()));
      row(storages, id, target);
    }
    return List.of(networks, storages, plan());
  }

  private Map<String, String> networkTargets() {
    Map<String, String> result = new LinkedHashMap<>();
    boolean podTaken = targets.networks().containsValue("pod");
    for (String id : used("networks", "network")) {
      String chosen = targets.networks().get(id);
      result.put(id, chosen != null ? chosen : podTaken ? "ignored" : "pod");
      podTaken = true;
    }
    return result;
  }

  private static ObjectNode networkTarget(Resource map, String target) {
    ObjectNode node = map.tree().objectNode();
    if (target.equals("pod") || target.equals("ignored")) {
      return node.put("type", target);
    }
    String[] parts = target.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new InvalidRequest(
          "'" + target + "' is no target of a network: pod, ignored, or namespace/name.");
    }
    return node.put("type", "multus").put("namespace", parts[0]).put("name", parts[1]);
  }

  /**
   * Ids that the machines' entries of a list refer to; the entries' own ids without a reference.
   */
  private Set<String> used(String list, String... references) {
    Set<String> ids = new LinkedHashSet<>();
    for (JsonNode vm : vms) {
      for (JsonNode entry : vm.path(list)) {
        String id = entry.path("id").asText(entry.path("ID").asText());
        for (String reference : references) {
          JsonNode target = entry.path(reference);
          id = target.path("id").asText(target.isTextual() ? target.asText() : id);
        }
        if (!id.isEmpty()) {
          ids.add(id);
        }
      }
    }
    return ids;
  }

  private Resource map(KindRef kind) {
    Resource map = Resource.of(kind, head.namespace(), head.name());
    ObjectNode spec = map.tree().putObject("spec");
    providers(spec);
    spec.putArray("map");
    return map;
  }

  private static void row(Resource map, String id, ObjectNode target) {
    ObjectNode row = ((ArrayNode) map.at("spec", "map")).addObject();
    row.putObject("source").put("id", id);
    row.set("destination", target);
  }

  private void providers(ObjectNode spec) {
    ObjectNode providers = spec.putObject("provider");
    reference(providers.putObject("source"), head.source());
    reference(providers.putObject("destination"), head.destination());
  }

  private static void reference(ObjectNode node, Resource object) {
    node.put("name", object.name()).put("namespace", object.namespace());
  }

  private Resource plan() {
    Resource plan = Resource.of(Kinds.PLAN, head.namespace(), head.name());
    ObjectNode spec = plan.tree().putObject("spec");
    providers(spec);
    ObjectNode maps = spec.putObject("map");
    for (String map : List.of("network", "storage")) {
      maps.putObject(map).put("name", head.name()).put("namespace", head.namespace());
    }
    spec.put("targetNamespace", head.targetNamespace());
    spec.put("type", head.type()).put("warm", head.type().equals("warm"));
    ArrayNode list = spec.putArray("vms");
    vms.forEach(v ->
        list.addObject().put("id", v.path("id").asText()).put("name", v.path("name").asText()));
    return plan;
  }
}
