package io.wherry.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.schema.BuiltinSchemas;
import io.wherry.resources.KindRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The schemas of an OpenAPI v3 document: kinds, their lists, and what they refer to. */
final class Components {
  static final String REF = "#/components/schemas/";
  private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final BuiltinSchemas builtin;
  private final Map<String, JsonNode> schemas = new TreeMap<>();

  Components(BuiltinSchemas builtin) {
    this.builtin = builtin;
  }

  ObjectNode of(List<KindDefinition> kinds) {
    Set<String> referenced =
        new LinkedHashSet<>(
            List.of(
                BuiltinSchemas.OBJECT_META,
                BuiltinSchemas.LIST_META,
                BuiltinSchemas.DELETE_OPTIONS));
    kinds.forEach(kind ->
        builtin
            .definitionName(kind.ref().group(), kind.ref().version(), kind.ref().kind())
            .ifPresent(referenced::add));
    builtin
        .definitionsFor(referenced)
        .forEach((name, schema) -> schemas.put(name, published(schema.deepCopy())));
    kinds.forEach(this::add);
    schemas.put(QUANTITY, quantity());
    schemas.put(INT_OR_STRING, intOrString());
    return JSON.objectNode().setAll(schemas);
  }

  private static ObjectNode quantity() {
    ObjectNode schema =
        JSON.objectNode().put("description", "A number with a unit, for example 10Gi.");
    schema.withArrayProperty("oneOf").addObject().put("type", "string");
    schema.withArrayProperty("oneOf").addObject().put("type", "number");
    return schema;
  }

  private static ObjectNode intOrString() {
    ObjectNode schema = JSON.objectNode().put("description", "A number or a name.");
    schema.put("format", "int-or-string");
    schema.withArrayProperty("oneOf").addObject().put("type", "integer");
    schema.withArrayProperty("oneOf").addObject().put("type", "string");
    return schema;
  }

  private void add(KindDefinition kind) {
    KindRef ref = kind.ref();
    String name = name(kind);
    ObjectNode schema =
        schemas.get(name) instanceof ObjectNode known ? known : custom(kind.schema());
    schema.set("x-kubernetes-group-version-kind", kindReference(ref, ref.kind()));
    schemas.put(name, schema);
    schemas.put(name + "List", list(kind, name));
  }

  private static ObjectNode custom(JsonNode source) {
    ObjectNode schema =
        source instanceof ObjectNode object && !object.isEmpty()
            ? object.deepCopy()
            : JSON.objectNode()
                .put("type", "object")
                .put("x-kubernetes-preserve-unknown-fields", true);
    ObjectNode properties = schema.withObjectProperty("properties");
    text(properties, "apiVersion", "Version of the API that this object is written in.");
    text(properties, "kind", "What this object is.");
    properties.set("metadata", reference(BuiltinSchemas.OBJECT_META, "Name, labels and the like."));
    return schema;
  }

  private static void text(ObjectNode properties, String name, String description) {
    if (!properties.has(name)) {
      properties.putObject(name).put("description", description).put("type", "string");
    }
  }

  private static ObjectNode reference(String name, String description) {
    ObjectNode node = JSON.objectNode().put("description", description);
    node.withArrayProperty("allOf").addObject().put("$ref", REF + name);
    return node;
  }

  private static ObjectNode list(KindDefinition kind, String element) {
    ObjectNode schema = JSON.objectNode();
    schema.put("description", "A list of " + kind.ref().plural() + ".").put("type", "object");
    schema.putArray("required").add("items");
    ObjectNode properties = schema.putObject("properties");
    text(properties, "apiVersion", "Version of the API that this object is written in.");
    text(properties, "kind", "What this object is.");
    properties.set("metadata", reference(BuiltinSchemas.LIST_META, "Facts about the list."));
    properties
        .putObject("items")
        .put("description", "The objects.")
        .put("type", "array")
        .set("items", reference(element, ""));
    KindRef ref = kind.ref();
    schema.set("x-kubernetes-group-version-kind", kindReference(ref, ref.kind() + "List"));
    return schema;
  }

  private static ArrayNode kindReference(KindRef ref, String kind) {
    ArrayNode list = JSON.arrayNode();
    list.addObject().put("group", ref.group()).put("kind", kind).put("version", ref.version());
    return list;
  }

  /** {@code io.konveyor.forklift.v1beta1.Plan}; built-in kinds keep the name of their Go type. */
  String name(KindDefinition kind) {
    KindRef ref = kind.ref();
    return builtin
        .definitionName(ref.group(), ref.version(), ref.kind())
        .orElseGet(() -> {
          List<String> parts = new ArrayList<>(List.of(ref.group().split("\\.")));
          Collections.reverse(parts);
          return String.join(".", parts) + "." + ref.version() + "." + ref.kind();
        });
  }

  /** Replaces the formats that have a schema of their own by references to it. */
  private static JsonNode published(JsonNode node) {
    if (node instanceof ObjectNode object) {
      String format = object.path("format").asText();
      String named =
          format.equals("quantity")
              ? QUANTITY
              : format.equals("int-or-string") ? INT_OR_STRING : "";
      if (!named.isEmpty()) {
        return reference(named, object.path("description").asText());
      }
      object.properties().forEach(entry -> entry.setValue(published(entry.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, published(array.get(i)));
      }
    }
    return node;
  }
}
