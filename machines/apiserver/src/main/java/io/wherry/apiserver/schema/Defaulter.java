package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;

/** Fills in a schema's defaults, outermost first, so that a default object gets inner defaults. */
final class Defaulter {
  private Defaulter() {}

  static void apply(JsonNode value, SchemaNode schema) {
    if (value instanceof ObjectNode object) {
      fields(object, schema);
    } else if (value.isArray()) {
      for (JsonNode element : value) {
        apply(element, schema.items());
      }
    }
  }

  private static void fields(ObjectNode object, SchemaNode schema) {
    dropRefusedNulls(object, schema);
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

  private static void dropRefusedNulls(ObjectNode object, SchemaNode schema) {
    Iterator<Map.Entry<String, JsonNode>> entries = object.properties().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      SchemaNode field = schema.field(entry.getKey());
      if (entry.getValue().isNull()
          && !field.isNullable()
          && !field.defaultValue().isMissingNode()) {
        entries.remove();
      }
    }
  }
}
