package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import java.util.Map;

/** Expands the short notation of {@code builtin-schemas.yaml}, which explains it, to OpenAPI v3. */
final class Notation {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String DESCRIPTION = " -- ";

  private final Map<String, String> fullNames;

  /**
   * @param fullNames definitions by their short names
   */
  Notation(Map<String, String> fullNames) {
    this.fullNames = fullNames;
  }

  ObjectNode definition(JsonNode source) {
    ObjectNode schema = JSON.objectNode();
    if (source.has("about")) {
      schema.put("description", source.get("about").asText());
    }
    schema.put("type", "object");
    ObjectNode properties = JSON.objectNode();
    if (source.has("kind")) {
      objectFields(properties);
    }
    for (var field : source.path("fields").properties()) {
      field(schema, properties, field.getKey(), field.getValue().asText());
    }
    schema.set("properties", properties);
    if (source.path("keep").asBoolean()) {
      schema.put("x-kubernetes-preserve-unknown-fields", true);
    }
    if (source.path("whole").asBoolean()) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
    return schema;
  }

  private void objectFields(ObjectNode properties) {
    properties
        .putObject("apiVersion")
        .put("description", "Version of the API that this object is written in.")
        .put("type", "string");
    properties.putObject("kind").put("description", "What this object is.").put("type", "string");
    properties.set("metadata", type("ObjectMeta").put("description", "Name, labels and the like."));
  }

  private void field(ObjectNode schema, ObjectNode properties, String name, String text) {
    int dashes = text.indexOf(DESCRIPTION);
    String[] words = (dashes < 0 ? text : text.substring(0, dashes)).trim().split(" ");
    boolean required = words[0].endsWith("!");
    ObjectNode property = type(required ? words[0].substring(0, words[0].length() - 1) : words[0]);
    for (int i = 1; i < words.length; i++) {
      flag(property, words[i]);
    }
    if (dashes >= 0) {
      property.put("description", text.substring(dashes + DESCRIPTION.length()));
    }
    if (required) {
      schema.withArrayProperty("required").add(name);
    }
    properties.set(name, property);
  }

  private ObjectNode type(String text) {
    ObjectNode node = JSON.objectNode();
    if (text.startsWith("[")) {
      node.put("type", "array").set("items", type(text.substring(1, text.length() - 1)));
      return node;
    }
    if (text.startsWith("{")) {
      ObjectNode values = type(text.substring(1, text.length() - 1));
      node.put("type", "object").set("additionalProperties", values);
      return node;
    }
    return switch (text) {
      case "string" -> node.put("type", "string");
      case "bool" -> node.put("type", "boolean");
      case "int" -> node.put("type", "integer").put("format", "int32");
      case "long" -> node.put("type", "integer").put("format", "int64");
      case "time", "microtime" ->
          node.put("type", "string").put("format", "date-time").put("nullable", true);
      case "bytes" -> node.put("type", "string").put("format", "byte");
      case "intstr" -> node.put("x-kubernetes-int-or-string", true).put("format", "int-or-string");
      case "quantity" -> node.put("x-kubernetes-int-or-string", true).put("format", "quantity");
      case "any" -> node.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
      default -> reference(text);
    };
  }

  private ObjectNode reference(String name) {
    String full = fullNames.get(name);
    if (full == null) {
      throw new Defect(
          "builtin-schemas.yaml uses the type " + name + ", which it does not define.");
    }
    // In allOf, because a description beside $ref would be ignored.
    ObjectNode node = JSON.objectNode();
    node.withArrayProperty("allOf").addObject().put("$ref", "#/components/schemas/" + full);
    return node;
  }

  private static void flag(ObjectNode property, String flag) {
    int open = flag.indexOf('(');
    String word = open < 0 ? flag : flag.substring(0, open);
    String argument = open < 0 ? "" : flag.substring(open + 1, flag.length() - 1);
    switch (word) {
      case "atomic", "set" -> property.put("x-kubernetes-list-type", word);
      case "map" -> listMap(property, argument);
      case "merge" -> {
        strategy(property, "merge");
        if (!argument.isEmpty()) {
          property.put("x-kubernetes-patch-merge-key", argument);
        }
      }
      case "retain" -> strategy(property, "retainKeys");
      case "granular" -> property.put("x-kubernetes-map-type", "granular");
      case "granular-off" -> property.put("x-kubernetes-map-type", "atomic");
      case "default" -> property.set("default", value(property, argument));
      case "enum" -> {
        for (String value : argument.split("\\|")) {
          property.withArrayProperty("enum").add(value);
        }
      }
      default -> throw new Defect("builtin-schemas.yaml has an unknown flag: " + flag);
    }
  }

  private static JsonNode value(ObjectNode property, String text) {
    return switch (property.path("type").asText()) {
      case "boolean" -> JSON.booleanNode(Boolean.parseBoolean(text));
      case "integer" -> JSON.numberNode(Long.parseLong(text));
      case "object" -> JSON.objectNode();
      default -> JSON.textNode(text);
    };
  }

  private static void listMap(ObjectNode property, String keys) {
    property.put("x-kubernetes-list-type", "map");
    for (String key : keys.split(",")) {
      property.withArrayProperty("x-kubernetes-list-map-keys").add(key);
    }
  }

  private static void strategy(ObjectNode property, String word) {
    String before = property.path("x-kubernetes-patch-strategy").asText();
    property.put("x-kubernetes-patch-strategy", before.isEmpty() ? word : before + "," + word);
  }
}
