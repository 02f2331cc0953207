package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Drops fields that a schema does not know and remembers their paths. One use per object. */
final class Pruner {
  private static final Set<String> OBJECT_FIELDS = Set.of("apiVersion", "kind", "metadata");

  private final List<String> dropped = new ArrayList<>();

  List<String> prune(ObjectNode object, SchemaNode root) {
    fields(object, root, "", OBJECT_FIELDS);
    return dropped;
  }

  private void value(JsonNode value, SchemaNode schema, String path) {
    if (schema == SchemaNode.ANYTHING) {
      return;
    }
    if (value instanceof ObjectNode object) {
      fields(object, schema, path, schema.isEmbeddedResource() ? OBJECT_FIELDS : Set.of());
    } else if (value.isArray()) {
      boolean misplaced =
          !Set.of("array", "").contains(schema.type()) && !schema.preservesUnknown();
      SchemaNode elements = misplaced ? SchemaNode.NOTHING : schema.items();
      for (int i = 0; i < value.size(); i++) {
        value(value.get(i), elements, path + "[" + i + "]");
      }
    }
  }

  private void fields(ObjectNode object, SchemaNode schema, String path, Set<String> always) {
    Iterator<Map.Entry<String, JsonNode>> entries = object.properties().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      String name = entry.getKey();
      String below = path.isEmpty() ? name : path + "." + name;
      // CRDs say no more of metadata than that it is an object; its fields are the server's matter.
      boolean left = always.contains(name) && schema.field(name).properties().isEmpty();
      if (left) {
        continue;
      }
      if (schema.knows(name)) {
        value(entry.getValue(), schema.field(name), below);
      } else {
        entries.remove();
        dropped.add(below);
      }
    }
  }
}
