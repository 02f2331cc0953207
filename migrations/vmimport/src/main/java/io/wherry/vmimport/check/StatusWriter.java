package io.wherry.vmimport.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/** Writes conditions and other status fields, only when they changed, and tells by events. */
final class StatusWriter {
  private final KubeApi api;
  private final Clock clock;
  private final ConditionEvents events;

  StatusWriter(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
    this.events = new ConditionEvents(api, clock);
  }

  /**
   * What a controller wants to say.
   *
   * @param drop durable conditions that must go
   * @param fields other fields of status, null values remove
   */
  record Statement(List<Condition> found, Collection<String> drop, ObjectNode fields) {
    static Statement of(List<Condition> found) {
      return new Statement(found, List.of(), JsonNodeFactory.instance.objectNode());
    }
  }

  void write(KindRef kind, Resource object, Statement statement) {
    JsonNode before = object.at("status", "conditions");
    ArrayNode after =
        Conditions.settle(before, statement.found(), statement.drop(), clock.instant());
    ObjectNode status = statement.fields().deepCopy();
    status.set("conditions", after);
    status.put("observedGeneration", object.generation());
    if (says(object, status)) {
      return;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("status", status);
    if (patched(new ResourceKey(kind, object.namespace(), object.name()), patch)) {
      events.tell(object, before, after);
    }
  }

  private boolean patched(ResourceKey key, ObjectNode patch) {
    try {
      api.patchStatus(key, patch);
      return true;
    } catch (InvalidRequest e) {
      if (api.get(key).isEmpty()) {
        return false;
      }
      throw e;
    }
  }

  private static boolean says(Resource object, ObjectNode status) {
    for (var field : status.properties()) {
      JsonNode present = object.at("status").path(field.getKey());
      boolean same =
          field.getValue().isNull() || field.getValue().isMissingNode()
              ? present.isMissingNode() || present.isNull()
              : same(field.getValue(), present);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** Numbers may be int in one tree and long in the other. */
  private static boolean same(JsonNode wanted, JsonNode present) {
    return wanted.isNumber() && present.isNumber()
        ? wanted.asLong() == present.asLong()
        : wanted.equals(present);
  }
}
