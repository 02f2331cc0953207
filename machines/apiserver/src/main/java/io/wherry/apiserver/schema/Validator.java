package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds what is wrong with a value, in Kubernetes' words. One use per object. */
final class Validator {
  /** A message with more findings helps nobody and could grow with hostile input. */
  private static final int MAX_ERRORS = 100;

  /** Bounds recursive schemas; parsers of requests refuse deeper documents anyway. */
  private static final int MAX_DEPTH = 250;

  private final List<FieldError> errors = new ArrayList<>();

  List<FieldError> validate(JsonNode object, SchemaNode root) {
    fields(object, root, "", 0);
    return errors;
  }

  private void value(JsonNode value, SchemaNode schema, String path, int depth) {
    if (errors.size() >= MAX_ERRORS || schema == SchemaNode.ANYTHING) {
      return;
    }
    if (depth > MAX_DEPTH) {
      add(FieldError.invalid(path, "...", "must not be nested deeper than " + MAX_DEPTH));
      return;
    }
    if (value.isNull() && schema.isNullable()) {
      return;
    }
    if (!Types.accepts(value, schema)) {
      add(Types.mismatch(value, schema, path));
    }
    add(ValueChecks.check(value, schema.rules(), path));
    if (value.isObject()) {
      fields(value, schema, path, depth);
    } else if (value.isArray()) {
      elements(value, schema, path, depth);
    }
    combinations(value, schema.rules().combinations(), path);
  }

  private void fields(JsonNode object, SchemaNode schema, String path, int depth) {
    for (String name : new TreeSet<>(schema.rules().required())) {
      if (!object.has(name)) {
        add(FieldError.required(below(path, name)));
      }
    }
    for (var entry : object.properties()) {
      boolean judged = depth > 0 || !entry.getKey().equals("metadata");
      if (judged && !(schema.isEmbeddedResource() && entry.getKey().equals("metadata"))) {
        value(
            entry.getValue(), schema.field(entry.getKey()), below(path, entry.getKey()), depth + 1);
      }
    }
  }

  private void elements(JsonNode list, SchemaNode schema, String path, int depth) {
    Set<JsonNode> seen = new HashSet<>();
    boolean unique =
        schema.listType() != SchemaNode.ListType.ATOMIC || schema.rules().sizes().uniqueItems();
    for (int i = 0; i < list.size(); i++) {
      String below = path + "[" + i + "]";
      JsonNode identity = ListKeys.identity(list.get(i), schema);
      if (schema.listType() == SchemaNode.ListType.MAP
          && !list.get(i).isObject()
          && !list.get(i).isNull()) {
        String rule = "must be an object for an array of list-type map";
        add(FieldError.invalid(below, Types.shown(list.get(i)), rule));
      }
      if (unique && !seen.add(identity)) {
        add(
            new FieldError(
                below,
                FieldError.Reason.FieldValueDuplicate,
                "Duplicate value: " + GoSyntax.of(identity)));
      }
      value(list.get(i), schema.items(), below, depth + 1);
    }
  }

  private void combinations(JsonNode value, ValueRules.Combinations combinations, String path) {
    if (combinations.isEmpty()) {
      return;
    }
    for (SchemaNode part : combinations.allOf()) {
      add(findings(value, part, path));
    }
    List<SchemaNode> any = combinations.anyOf();
    if (!any.isEmpty() && passing(value, any, path) == 0) {
      combined(path, "must validate at least one schema (anyOf)");
      add(findings(value, any.getFirst(), path));
    }
    List<SchemaNode> one = combinations.oneOf();
    long passing = one.isEmpty() ? 1 : passing(value, one, path);
    if (passing != 1) {
      combined(path, "must validate one and only one schema (oneOf)");
      add(passing == 0 ? findings(value, one.getFirst(), path) : List.of());
    }
    SchemaNode not = combinations.not();
    if (not != null && findings(value, not, path).isEmpty()) {
      combined(path, "must not validate the schema (not)");
    }
  }

  /** Kubernetes names no field here, but names it in the text. */
  private void combined(String path, String rule) {
    add(FieldError.invalid("<nil>", "\"\"", '"' + path + "\" " + rule));
  }

  private static long passing(JsonNode value, List<SchemaNode> parts, String path) {
    return parts.stream().filter(part -> findings(value, part, path).isEmpty()).count();
  }

  private static List<FieldError> findings(JsonNode value, SchemaNode part, String path) {
    Validator inner = new Validator();
    inner.value(value, part, path, 1);
    return inner.errors;
  }

  private void add(FieldError error) {
    if (errors.size() < MAX_ERRORS) {
      errors.add(error);
    }
  }

  private void add(List<FieldError> found) {
    found.forEach(this::add);
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
