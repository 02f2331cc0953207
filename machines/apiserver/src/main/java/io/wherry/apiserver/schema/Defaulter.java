package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;

/** Fills in a schema's defaults, outermost first, so that a default object gets inner defaults. */
final class Defaulter {
  private Defaulter() {}

  static void apply(JsonNode value, SchemaNode schema) {
    if (value instanceof ObjectNode object) {
      fields(object, schema);
    } else if (value instanceof ArrayNode array) {
      elements(array, schema.items());
    }
  }

  private static void elements(ArrayNode array, SchemaNode schema) {
    JsonNode preset = schema.defaultValue();
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i).isNull() && !schema.isNullable() && !preset.isMissingNode()) {
        array.set(i, preset.deepCopy());
      }
      apply(array.get(i), schema);
    }
  }

  private static void fields(ObjectNode object, SchemaNode schema) {
    settleRefusedNulls(object, schema);
    for (Map.Entry<String, SchemaNode> property : schema.properties().entrySet()) {
      JsonNode preset = property.getValue().defaultValue();
      if (!preset.isMissingNode() && !object.has(property.getKey())) {
        object.set(property.getKey(), preset.deepCopy());
      }
    }
    for (var entry : object.properties()) {
      SchemaNode below = schema.field(entry.getKey());
      if (below != SchemaNode.ANYTHING) {
        apply(entry.getValue(), below);
      }
    }
  }

  private static void settleRefusedNulls(ObjectNode object, SchemaNode schema) {
    Iterator<Map.Entry<String, JsonNode>> entries = object.properties().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      SchemaNode field = schema.field(entry.getKey());
      if (entry.getValue().isNull() && !field.isNullable()) {
        replace(entries, entry, field.defaultValue());
      }
    }
  }

  private static void replace(
      Iterator<Map.Entry<String, JsonNode>> entries,
      Map.Entry<String, JsonNode> entry,
      JsonNode preset) {
    if (preset.isMissingNode()) {
      entries.remove();
    } else {
      entry.setValue(preset.deepCopy());
    }
  }
}
