package io.wherry.storage.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.Story;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.runs.EntryJson;
import io.wherry.runs.ProgressJson;
import io.wherry.storage.MigStatus;
import java.util.EnumSet;
import java.util.Set;

/** A window onto the Run of a MigMigration. */
record StorageRun(Resource resource) {
  /** Keeps a deleted Run until it has turned back. */
  static final String FINALIZER = "wherry.io/undo";

  private static final int HASH = 10;

  /** Key of the one Run that a migration has. */
  static ResourceKey keyOf(StorageOrder.Name migration) {
    String hash =
        MigStatus.digest(new com.fasterxml.jackson.databind.node.TextNode(migration.uid()))
            .substring(0, HASH);
    return new ResourceKey(Kinds.RUN, migration.namespace(), "storage-" + hash);
  }

  /** A Run that may begin at once. */
  static Resource make(StorageOrder order, Set<StorageTrait> traits) {
    Itinerary<StorageWorld> route = StorageRoutes.to(order.goal());
    ResourceKey key = keyOf(order.migration());
    Resource run = Resource.of(Kinds.RUN, key.namespace(), key.name());
    ObjectNode metadata = (ObjectNode) run.tree().get("metadata");
    metadata.putArray("finalizers").add(FINALIZER);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.MIG_MIGRATION.apiVersion())
        .put("kind", Kinds.MIG_MIGRATION.kind())
        .put("name", order.migration().name())
        .put("uid", order.migration().uid());
    ObjectNode spec = run.tree().putObject("spec");
    name(spec.putObject("plan"), Kinds.MIG_PLAN, order.plan());
    name(spec.putObject("migration"), Kinds.MIG_MIGRATION, order.migration());
    spec.putObject("vm").put("id", order.goal().name()).put("name", order.goal().name());
    spec.put("itinerary", route.name()).put("revision", route.revision());
    ArrayNode list = spec.putArray("traits");
    traits.stream().map(Enum::name).sorted().forEach(list::add);
    spec.put("admitted", true).put("cancel", false);
    spec.set("order", order.toJson());
    return run;
  }

  private static void name(ObjectNode into, KindRef kind, StorageOrder.Name object) {
    into.put("kind", kind.kind()).put("namespace", object.namespace());
    into.put("name", object.name()).put("uid", object.uid());
  }

  ResourceKey key() {
    return new ResourceKey(Kinds.RUN, resource.namespace(), resource.name());
  }

  /** True for runs of MigMigrations; imports have the same kind of journal. */
  boolean isOurs() {
    return resource
        .text("spec", "migration", "kind")
        .filter(Kinds.MIG_MIGRATION.kind()::equals)
        .isPresent();
  }

  StorageOrder order() {
    return StorageOrder.of(resource.at("spec", "order"));
  }

  Set<StorageTrait> traits() {
    Set<StorageTrait> result = EnumSet.noneOf(StorageTrait.class);
    resource.items("spec", "traits").forEach(t -> result.add(StorageTrait.valueOf(t.asText())));
    return result;
  }

  Itinerary<StorageWorld> route() {
    return StorageRoutes.of(
        resource.at("spec", "itinerary").asText(), resource.at("spec", "revision").asInt());
  }

  boolean isCancelWanted() {
    return resource.at("spec", "cancel").asBoolean() || resource.isBeingDeleted();
  }

  Story story() {
    return Story.of(EntryJson.read(resource.at("status", "entries")));
  }

  /** True when nothing will happen any more. */
  boolean isOver() {
    return !resource.at("status", "completed").isMissingNode();
  }

  Progress progress() {
    return ProgressJson.read(resource.at("status", "progress"));
  }

  /** Why the current step waits; empty when it does not. */
  String held() {
    return resource.at("status", "held").asText("");
  }

  /** A patch that asks it to turn back. */
  static ObjectNode cancel() {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("cancel", true);
    return patch;
  }
}
