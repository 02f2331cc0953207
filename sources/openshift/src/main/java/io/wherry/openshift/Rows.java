package io.wherry.openshift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.InventoryRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the rows of the inventory.
 *
 * @source inventory-and-providers.md sections 1.6 and 1.11
 */
final class Rows {
  /** The network that every pod is in. */
  static final String POD = "pod";

  private final String providerUid;

  Rows(String providerUid) {
    this.providerUid = providerUid;
  }

  List<InventoryRow> of(Estate estate) {
    List<InventoryRow> rows = new ArrayList<>();
    rows.add(network(POD, POD, Cluster.object()));
    for (Kind kind : Kind.values()) {
      if (kind.collection().isEmpty()) {
        continue;
      }
      for (JsonNode object : estate.all(kind)) {
        rows.add(kind == Kind.MACHINE ? machine(estate, object) : row(kind.collection(), object));
        if (kind == Kind.NETWORK) {
          rows.add(network(Estate.key(object), name(object), (ObjectNode) object));
        }
      }
    }
    return rows;
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  /** Objects without a namespace are known by their names. */
  static String id(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return metadata.has("namespace") ? metadata.path("uid").asText() : name(object);
  }

  private ObjectNode base(String collection, JsonNode object, String id) {
    JsonNode metadata = object.path("metadata");
    return Cluster.object()
        .put("uid", metadata.path("uid").asText())
        .put("version", metadata.path("resourceVersion").asText())
        .put("namespace", metadata.path("namespace").asText())
        .put("name", name(object))
        .put("selfLink", "providers/openshift/" + providerUid + "/" + collection + "/" + id)
        .put("path", Estate.key(object))
        .put("id", id);
  }

  private InventoryRow row(String collection, JsonNode object) {
    String id = id(object);
    ObjectNode base = base(collection, object, id);
    ObjectNode full = base.deepCopy();
    JsonNode _ = full.set("object", object);
    return new InventoryRow(
        collection, id, name(object), Estate.key(object), List.of(base, full), Optional.empty());
  }

  /** What network maps refer to: the pod network, and attachments by namespace and name. */
  private InventoryRow network(String key, String name, ObjectNode object) {
    ObjectNode base =
        base("networks", object, key.replace("/", ":")).put("name", name).put("path", key);
    return new InventoryRow("networks", key, name, key, List.of(base), Optional.empty());
  }

  private InventoryRow machine(Estate estate, JsonNode vm) {
    ObjectNode base = base("vms", vm, id(vm));
    ObjectNode full = base.deepCopy();
    JsonNode _ = full.set("object", vm);
    estate
        .find(Kind.INSTANCE, Estate.key(vm))
        .ifPresent(i -> {
          JsonNode _ = full.set("instance", i);
        });
    full.putArray("concerns");
    full.put("revisionValidated", 1);
    return new InventoryRow(
        "vms",
        id(vm),
        name(vm),
        Estate.key(vm),
        List.of(base, full),
        Optional.of(new MachineModel(estate).of(vm)));
  }
}
