package io.wherry.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Category;
import java.util.List;

/**
 * A condition in upstream's shape (status is always True when present).
 *
 * @param items affected objects as text, may be empty
 * @param durable stays although not set again
 * @source plans-and-migrations.md section 1.1
 */
public record Condition(
    String type,
    Category category,
    String reason,
    String message,
    String suggestion,
    List<String> items,
    boolean durable) {

  public static Condition of(String type, Category category, String reason, String message) {
    return new Condition(type, category, reason, message, "", List.of(), false);
  }

  /** The wire form without lastTransitionTime. */
  ObjectNode toJson() {
    var json = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    json.put("type", type).put("status", "True").put("category", category.name());
    putIfSet(json, "reason", reason);
    putIfSet(json, "message", message);
    putIfSet(json, "suggestion", suggestion);
    if (durable) {
      json.put("durable", true);
    }
    if (!items.isEmpty()) {
      var array = json.putArray("items");
      items.forEach(array::add);
    }
    return json;
  }

  private static void putIfSet(ObjectNode json, String field, String value) {
    if (!value.isEmpty()) {
      json.put(field, value);
    }
  }
}
