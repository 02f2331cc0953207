package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.wherry.problems.InvalidRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Turns OpenAPI v3 schemas into {@link SchemaNode}s; references are looked up by name. */
final class SchemaCompiler {
  /** Deeper than any schema seen in the wild (KubeVirt's reaches 25). */
  private static final int MAX_DEPTH = 100;

  private static final String REF_PREFIX = "#/components/schemas/";

  private final Map<String, JsonNode> definitions;
  private final Map<String, SchemaNode> compiled = new HashMap<>();

  SchemaCompiler(Map<String, JsonNode> definitions) {
    this.definitions = definitions;
  }

  SchemaNode compile(JsonNode schema) {
    return compile(schema, "", 0);
  }

  /** The definition's node, compiled once. */
  SchemaNode definition(String name) {
    return named(name, 0);
  }

  private SchemaNode named(String name, int depth) {
    SchemaNode known = compiled.get(name);
    if (known != null) {
      return known;
    }
    JsonNode schema = definitions.get(name);
    if (schema == null) {
      throw new InvalidRequest("The schema refers to " + name + ", which does not exist.");
    }
    SchemaNode node = bare(schema, name, depth);
    compiled.put(name, node);
    link(node, schema, name, depth);
    return node;
  }

  private SchemaNode compile(JsonNode schema, String path, int depth) {
    if (depth > MAX_DEPTH) {
      throw new InvalidRequest("The schema is nested deeper than " + MAX_DEPTH + " at " + path);
    }
    String reference = reference(schema);
    if (!reference.isEmpty()) {
      return named(reference, depth + 1);
    }
    if (!schema.isObject()) {
      return SchemaNode.ANYTHING;
    }
    SchemaNode node = bare(schema, path, depth);
    link(node, schema, path, depth);
    return node;
  }

  private static String reference(JsonNode schema) {
    String direct = schema.path("$ref").asText();
    // OpenAPI v3 wraps a reference in allOf when the property has its own description or default.
    String found =
        direct.isEmpty() && schema.path("allOf").size() == 1
            ? schema.path("allOf").path(0).path("$ref").asText()
            : direct;
    return found.startsWith(REF_PREFIX) ? found.substring(REF_PREFIX.length()) : found;
  }

  private void link(SchemaNode node, JsonNode schema, String path, int depth) {
    Map<String, SchemaNode> children = new LinkedHashMap<>();
    for (var entry : schema.path("properties").properties()) {
      String below = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      children.put(entry.getKey(), compile(entry.getValue(), below, depth + 1));
    }
    node.link(
        children,
        additional(schema, path, depth),
        schema.has("items") ? compile(schema.get("items"), path + "[]", depth + 1) : null);
  }

  private @Nullable SchemaNode additional(JsonNode schema, String path, int depth) {
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isObject()) {
      return compile(additional, path + ".*", depth + 1);
    }
    return additional.asBoolean(false) ? SchemaNode.ANYTHING : null;
  }

  private SchemaNode bare(JsonNode schema, String path, int depth) {
    return new SchemaNode(shape(schema), rules(schema, path, depth), sharing(schema));
  }

  private static SchemaNode.Shape shape(JsonNode schema) {
    Set<String> flags = new LinkedHashSet<>();
    flag(flags, "nullable", schema.path("nullable"));
    flag(flags, "preserve", schema.path("x-kubernetes-preserve-unknown-fields"));
    flag(flags, "intOrString", schema.path("x-kubernetes-int-or-string"));
    flag(flags, "embedded", schema.path("x-kubernetes-embedded-resource"));
    JsonNode value = schema.path("default");
    return new SchemaNode.Shape(
        schema.path("type").asText(),
        flags,
        value.isMissingNode() ? MissingNode.getInstance() : value);
  }

  private static void flag(Set<String> flags, String name, JsonNode node) {
    if (node.asBoolean(false)) {
      flags.add(name);
    }
  }

  private static SchemaNode.Sharing sharing(JsonNode schema) {
    SchemaNode.ListType listType =
        switch (schema.path("x-kubernetes-list-type").asText()) {
          case "set" -> SchemaNode.ListType.SET;
          case "map" -> SchemaNode.ListType.MAP;
          default -> SchemaNode.ListType.ATOMIC;
        };
    return new SchemaNode.Sharing(
        listType,
        texts(schema.path("x-kubernetes-list-map-keys")),
        schema.path("x-kubernetes-map-type").asText().equals("atomic"),
        schema.path("x-kubernetes-patch-merge-key").asText(),
        Set.of(schema.path("x-kubernetes-patch-strategy").asText().split(",")));
  }

  private ValueRules rules(JsonNode schema, String path, int depth) {
    List<JsonNode> enums = new ArrayList<>();
    schema.path("enum").forEach(enums::add);
    return new ValueRules(
        new LinkedHashSet<>(texts(schema.path("required"))),
        enums,
        pattern(schema.path("pattern").asText(), path),
        schema.path("format").asText(),
        numbers(schema),
        sizes(schema),
        combinations(schema, path, depth));
  }

  private static @Nullable Pattern pattern(String text, String path) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new InvalidRequest(
          "The schema's pattern at " + path + " is no regular expression: " + e.getDescription());
    }
  }

  private static ValueRules.Numbers numbers(JsonNode schema) {
    Set<String> exclusive = new LinkedHashSet<>();
    flag(exclusive, "minimum", schema.path("exclusiveMinimum"));
    flag(exclusive, "maximum", schema.path("exclusiveMaximum"));
    return new ValueRules.Numbers(
        number(schema.path("minimum")),
        number(schema.path("maximum")),
        exclusive,
        number(schema.path("multipleOf")));
  }

  private static @Nullable BigDecimal number(JsonNode node) {
    return node.isNumber() ? node.decimalValue() : null;
  }

  private static ValueRules.Sizes sizes(JsonNode schema) {
    Set<String> flags = new LinkedHashSet<>();
    flag(flags, "uniqueItems", schema.path("uniqueItems"));
    return new ValueRules.Sizes(
        range(schema, "minLength", "maxLength"),
        range(schema, "minItems", "maxItems"),
        range(schema, "minProperties", "maxProperties"),
        flags);
  }

  private static ValueRules.Range range(JsonNode schema, String least, String most) {
    return new ValueRules.Range(schema.path(least).asLong(-1), schema.path(most).asLong(-1));
  }

  private ValueRules.Combinations combinations(JsonNode schema, String path, int depth) {
    return new ValueRules.Combinations(
        parts(schema.path("allOf"), path, depth),
        parts(schema.path("anyOf"), path, depth),
        parts(schema.path("oneOf"), path, depth),
        schema.has("not") ? compile(schema.get("not"), path, depth + 1) : null);
  }

  private List<SchemaNode> parts(JsonNode list, String path, int depth) {
    List<SchemaNode> nodes = new ArrayList<>();
    for (JsonNode part : list) {
      nodes.add(compile(part, path, depth + 1));
    }
    return nodes;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
