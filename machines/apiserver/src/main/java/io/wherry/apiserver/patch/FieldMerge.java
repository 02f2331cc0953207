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

  /**
   * Removes, in place, what is in {@code last} and has no owner any more. A declared field is owned
   * when anything below it is; an element or a map's key only when it is owned itself, because
   * without its keys an element would be broken.
   */
  static void removeUnowned(JsonNode value, FieldSet last, FieldSet owned, SchemaNode schema) {
    for (Map.Entry<String, FieldSet> entry : last.children().entrySet()) {
      String edge = entry.getKey();
      FieldSet found = owned.find(edge);
      FieldSet owners = found == null ? new FieldSet() : found;
      boolean declared =
          Edges.isField(edge) && schema.properties().containsKey(Edges.fieldName(edge));
      boolean held = declared ? !owners.isEmpty() : owners.isMember();
      if (!held && (declared || entry.getValue().isMember())) {
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
