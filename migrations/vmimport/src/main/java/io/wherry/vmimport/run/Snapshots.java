package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.kube.KubeApi;
import io.wherry.problems.Category;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.PlanView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Snapshots of what a migration was started with: entries of status.migration.history.
 *
 * @source plans-and-migrations.md sections 1.6 and 3.1
 */
final class Snapshots {
  /** More than this many entries are not kept. */
  private static final int MOST = 20;

  private final KubeApi api;

  Snapshots(KubeApi api) {
    this.api = api;
  }

  /** A new snapshot with condition Executing. Blocks. */
  ObjectNode take(PlanView plan, Resource migration, Instant now) {
    ObjectNode shot = JsonNodeFactory.instance.objectNode();
    Condition executing =
        Condition.of("Executing", Category.Advisory, "", "The plan is EXECUTING.");
    shot.set(
        "conditions", Conditions.settle(shot.missingNode(), List.of(executing), List.of(), now));
    ObjectNode provider = shot.putObject("provider");
    reference(provider.putObject("source"), Kinds.PROVIDER, plan.providers().source());
    reference(provider.putObject("destination"), Kinds.PROVIDER, plan.providers().destination());
    reference(shot.putObject("plan"), plan.resource());
    ObjectNode map = shot.putObject("map");
    reference(map.putObject("network"), Kinds.NETWORK_MAP, plan.networkMap());
    reference(map.putObject("storage"), Kinds.STORAGE_MAP, plan.storageMap());
    reference(shot.putObject("migration"), migration);
    return shot;
  }

  /** True when provider or map of the plan is another object than at the start. Blocks. */
  boolean isReplaced(PlanView plan, JsonNode shot) {
    return differs(shot.at("/provider/source"), Kinds.PROVIDER, plan.providers().source())
        || differs(shot.at("/provider/destination"), Kinds.PROVIDER, plan.providers().destination())
        || differs(shot.at("/map/network"), Kinds.NETWORK_MAP, plan.networkMap())
        || differs(shot.at("/map/storage"), Kinds.STORAGE_MAP, plan.storageMap());
  }

  /** The history with one more entry, the oldest dropped when there are many. */
  static ArrayNode append(List<JsonNode> history, ObjectNode shot) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    history.stream().skip(Math.max(0, history.size() - MOST + 1)).forEach(result::add);
    return result.add(shot);
  }

  static boolean isOver(JsonNode shot) {
    JsonNode conditions = shot.path("conditions");
    return Conditions.has(conditions, "Succeeded")
        || Conditions.has(conditions, "Failed")
        || Conditions.has(conditions, "Canceled");
  }

  // An object that is gone for the moment is not another one: runs have frozen what they need.
  private boolean differs(JsonNode recorded, KindRef kind, NamespacedRef now) {
    Optional<Resource> present = find(kind, now);
    String uid = recorded.path("uid").asText();
    return present.isPresent() && !uid.isEmpty() && !present.get().uid().equals(uid);
  }

  private void reference(ObjectNode into, KindRef kind, NamespacedRef ref) {
    Optional<Resource> found = find(kind, ref);
    if (found.isPresent()) {
      reference(into, found.get());
    } else {
      into.put("namespace", ref.namespace()).put("name", ref.name()).put("uid", "");
      into.put("generation", 0);
    }
  }

  private Optional<Resource> find(KindRef kind, NamespacedRef ref) {
    return ref.isSet() ? api.get(ref.key(kind)) : Optional.empty();
  }

  private static void reference(ObjectNode into, Resource object) {
    into.put("namespace", object.namespace()).put("name", object.name()).put("uid", object.uid());
    into.put("generation", object.generation());
  }
}
