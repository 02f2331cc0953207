package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.schema.SchemaNode;

/** Finds the fields that an applied object sets. */
final class FieldPaths {
  private FieldPaths() {}

  static FieldSet of(JsonNode object, SchemaNode schema) {
    FieldSet set = new FieldSet();
    collect(object, schema, set);
    set.exclude();
    return set;
  }

  /** True when the value has one owner as a whole. */
  static boolean isLeaf(JsonNode value, SchemaNode schema) {
    if (value.isObject()) {
      return schema.isAtomicMap();
    }
    return !value.isArray() || schema.listType() == SchemaNode.ListType.ATOMIC;
  }

  private static void collect(JsonNode value, SchemaNode schema, FieldSet into) {
    if (isLeaf(value, schema)) {
      into.include();
    } else if (value.isObject()) {
      for (var field : value.properties()) {
        field(field.getKey(), field.getValue(), schema, into);
      }
    } else {
      for (JsonNode element : value) {
        FieldSet child = into.child(Edges.element(element, schema));
        collect(element, schema.items(), child);
        child.include();
      }
    }
  }

  private static void field(String name, JsonNode value, SchemaNode schema, FieldSet into) {
    FieldSet child = into.child(Edges.field(name));
    collect(value, schema.field(name), child);
    boolean emptyObject = value.isObject() && value.isEmpty();
    boolean mapKey = !schema.properties().containsKey(name);
    if (value.isNull() || emptyObject || mapKey) {
      child.include();
    }
  }
}
