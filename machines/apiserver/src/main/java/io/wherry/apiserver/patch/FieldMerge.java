package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.SchemaNode;
import java.util.Map;

/** Lays an applied object over the live one, and takes fields away that nobody owns any more. */
final class FieldMerge {
  private FieldMerge() {}

  static JsonNode merge(JsonNode live, JsonNode applied, SchemaNode schema) {
    boolean sameShape = live.getNodeType() == applied.getNodeType();
    if (!sameShape || FieldPaths.isLeaf(applied, schema)) {
      return applied.deepCopy();
    }
    return applied.isObject() ? object(live, applied, schema) : list(live, applied, schema);
  }

  private static JsonNode object(JsonNode live, JsonNode applied, SchemaNode schema) {
    ObjectNode result = live.deepCopy();
    for (var field : applied.properties()) {
      String name = field.getKey();
      result.set(name, merge(live.path(name), field.getValue(), schema.field(name)));
    }
    return result;
  }

  private static JsonNode list(JsonNode live, JsonNode applied, SchemaNode schema) {
    return new ListInterleave(live, applied, schema).merged();
  }

  /** Removes, in place, what is in {@code last} and has no owner at or below it. */
  static void removeUnowned(JsonNode value, FieldSet last, FieldSet owned, SchemaNode schema) {
    for (Map.Entry<String, FieldSet> entry : last.children().entrySet()) {
      String edge = entry.getKey();
      FieldSet owners = owned.find(edge);
      if (owners == null || owners.isEmpty()) {
        remove(value, edge, schema);
      } else {
        descend(value, edge, entry.getValue(), owners, schema);
      }
    }
  }

  private static void remove(JsonNode value, String edge, SchemaNode schema) {
    if (value instanceof ObjectNode object && Edges.isField(edge)) {
      object.remove(Edges.fieldName(edge));
    } else if (value instanceof ArrayNode list) {
      int index = Edges.indexIn(list, edge, schema);
      if (index >= 0) {
        list.remove(index);
      }
    }
  }

  private static void descend(
      JsonNode value, String edge, FieldSet last, FieldSet owners, SchemaNode schema) {
    if (value.isObject() && Edges.isField(edge)) {
      String name = Edges.fieldName(edge);
      removeUnowned(value.path(name), last, owners, schema.field(name));
    } else if (value instanceof ArrayNode list) {
      int index = Edges.indexIn(list, edge, schema);
      if (index >= 0) {
        removeUnowned(list.get(index), last, owners, schema.items());
      }
    }
  }
}
