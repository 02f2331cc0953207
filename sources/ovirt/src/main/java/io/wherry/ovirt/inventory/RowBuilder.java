package io.wherry.ovirt.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.ovirt.rest.Json;
import io.wherry.spi.InventoryRow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the row of any object. */
final class RowBuilder {
  private final String providerUid;
  private final Estate estate;
  private final MachineModel models;

  RowBuilder(String providerUid, Estate estate) {
    this.providerUid = providerUid;
    this.estate = estate;
    this.models = new MachineModel(estate);
  }

  InventoryRow row(Kind kind, Thing thing, int revision) {
    ObjectNode base = base(kind, thing, revision);
    String path = base.path("path").asText();
    ObjectNode middle = joined(base, thing.middle());
    if (kind != Kind.VM) {
      return new InventoryRow(
          kind.collection(),
          thing.id(),
          thing.name(),
          path,
          List.of(base, middle),
          Optional.empty());
    }
    ObjectNode full = joined(middle, thing.rest());
    return new InventoryRow(
        kind.collection(),
        thing.id(),
        thing.name(),
        path,
        List.of(base, middle, full),
        Optional.of(models.of(thing)),
        workload(full));
  }

  private ObjectNode base(Kind kind, Thing thing, int revision) {
    ObjectNode node =
        Json.object()
            .put("id", thing.id())
            .put("revision", revision)
            .put("path", path(kind, thing))
            .put("name", thing.name());
    if (!thing.description().isEmpty()) {
      node.put("description", thing.description());
    }
    return node.put(
        "selfLink", "providers/ovirt/" + providerUid + "/" + kind.collection() + "/" + thing.id());
  }

  /** Data center, cluster, name; as much of it as there is. */
  private String path(Kind kind, Thing thing) {
    String datacenter = kind == Kind.DATACENTER ? "" : estate.datacenter(thing.middle()).name();
    return Stream.of(datacenter, estate.cluster(thing.middle()).name(), thing.name())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("/"));
  }

  /** The fields of both, sharing their values. */
  private static ObjectNode joined(ObjectNode first, ObjectNode second) {
    ObjectNode result = Json.object();
    first.properties().forEach(f -> result.set(f.getKey(), f.getValue()));
    second.properties().forEach(f -> result.set(f.getKey(), f.getValue()));
    return result;
  }

  /** The machine with what it refers to. */
  private ObjectNode workload(ObjectNode full) {
    ObjectNode node = joined(full, Json.object());
    Thing cluster = estate.cluster(full);
    set(node, "host", expanded(Kind.HOST, Json.text(full, "host")));
    set(node, "cluster", shown(Kind.CLUSTER, cluster));
    set(node, "dataCenter", shown(Kind.DATACENTER, estate.datacenter(full)));
    set(node, "serverCpu", expanded(Kind.SERVER_CPU, CpuModels.version(cluster)));
    ArrayNode nics = node.putArray("nics");
    for (JsonNode nic : full.path("nics")) {
      nics.add(with((ObjectNode) nic, "profile", Kind.NIC_PROFILE));
    }
    ArrayNode attachments = node.putArray("diskAttachments");
    for (JsonNode attachment : full.path("diskAttachments")) {
      ObjectNode one = with((ObjectNode) attachment, "disk", Kind.DISK);
      set(one, "disk", with((ObjectNode) one.path("disk"), "profile", Kind.DISK_PROFILE));
      attachments.add(one);
    }
    return node;
  }

  private ObjectNode with(ObjectNode node, String field, Kind kind) {
    ObjectNode result = joined(node, Json.object());
    set(result, field, expanded(kind, Json.text(node, field)));
    return result;
  }

  private ObjectNode expanded(Kind kind, String id) {
    return estate.find(kind, id).map(thing -> shown(kind, thing)).orElseGet(Json::object);
  }

  private ObjectNode shown(Kind kind, Thing thing) {
    return thing.id().isEmpty()
        ? Json.object()
        : joined(Json.object().put("id", thing.id()).put("name", thing.name()), thing.middle())
            .put(
                "selfLink",
                "providers/ovirt/" + providerUid + "/" + kind.collection() + "/" + thing.id());
  }

  private static void set(ObjectNode node, String field, JsonNode value) {
    JsonNode _ = node.set(field, value);
  }
}
