package io.wherry.apiserver.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.expressions.ValidationRules;
import io.wherry.apiserver.schema.FieldError;
import io.wherry.apiserver.schema.SchemaNode;
import io.wherry.apiserver.schema.StructuralSchema;
import io.wherry.apiserver.tables.JsonPath;
import io.wherry.problems.InvalidRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses CustomResourceDefinitions that could not be served: what is wrong with them must come out
 * when they are written, not when their first object is. One use per definition.
 *
 * @source Kubernetes documentation, "Specifying a structural schema"
 */
final class DefinitionChecks {
  private final List<FieldError> errors = new ArrayList<>();
  private final List<JsonPath> parsed = new ArrayList<>();

  /** Everything that is wrong with the definition beyond its own schema. */
  static List<FieldError> of(ObjectNode definition) {
    DefinitionChecks checks = new DefinitionChecks();
    JsonNode spec = definition.path("spec");
    checks.name(definition.path("metadata").path("name").asText(), spec);
    int stored = 0;
    JsonNode versions = spec.path("versions");
    for (int i = 0; i < versions.size(); i++) {
      checks.version(versions.get(i), "spec.versions[" + i + "]");
      stored += versions.get(i).path("storage").asBoolean() ? 1 : 0;
    }
    if (stored != 1) {
      String rule = "must have exactly one version marked as storage version";
      checks.errors.add(FieldError.invalid("spec.versions", stored + " storage versions", rule));
    }
    return checks.errors;
  }

  private void name(String name, JsonNode spec) {
    String wanted = spec.path("names").path("plural").asText() + "." + spec.path("group").asText();
    if (!name.equals(wanted)) {
      errors.add(
          FieldError.invalid(
              "metadata.name",
              '"' + name + '"',
              "must be spec.names.plural+\".\"+spec.group, which is " + wanted));
    }
  }

  private void version(JsonNode version, String path) {
    JsonNode columns = version.path("additionalPrinterColumns");
    for (int i = 0; i < columns.size(); i++) {
      column(columns.get(i), path + ".additionalPrinterColumns[" + i + "].jsonPath");
    }
    String schemaPath = path + ".schema.openAPIV3Schema";
    if (!(version.path("schema").path("openAPIV3Schema") instanceof ObjectNode schema)) {
      errors.add(FieldError.required(schemaPath, "schemas are required"));
      return;
    }
    if (!schema.path("type").asText().equals("object")) {
      errors.add(FieldError.required(schemaPath + ".type", "must be object at the root"));
    }
    if (compiles(schema, schemaPath)) {
      structure(schema, schemaPath);
      errors.addAll(ValidationRules.compile(schema, schemaPath).errors());
    }
  }

  private void column(JsonNode column, String path) {
    try {
      parsed.add(JsonPath.parse(column.path("jsonPath").asText()));
    } catch (InvalidRequest e) {
      String shown = column.path("jsonPath").toString();
      errors.add(FieldError.invalid(path, shown, String.valueOf(e.getMessage())));
    }
  }

  private boolean compiles(ObjectNode schema, String path) {
    try {
      return StructuralSchema.compile(schema).root() != SchemaNode.ANYTHING;
    } catch (InvalidRequest e) {
      errors.add(FieldError.invalid(path, "\"schema\"", String.valueOf(e.getMessage())));
      return false;
    }
  }

  private void structure(JsonNode schema, String path) {
    for (var property : schema.path("properties").properties()) {
      String below = path + ".properties[" + property.getKey() + "]";
      typed(property.getValue(), below, "must not be empty for specified object fields");
      structure(property.getValue(), below);
    }
    if (schema.path("items").isObject()) {
      typed(schema.get("items"), path + ".items", "must not be empty for specified array items");
      structure(schema.get("items"), path + ".items");
    }
    if (schema.path("additionalProperties").isObject()) {
      String below = path + ".additionalProperties";
      typed(schema.get("additionalProperties"), below, "must not be empty for map values");
      structure(schema.get("additionalProperties"), below);
    }
  }

  private void typed(JsonNode schema, String path, String rule) {
    boolean free =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
            || schema.path("x-kubernetes-int-or-string").asBoolean();
    if (!free && schema.path("type").asText().isEmpty()) {
      errors.add(FieldError.required(path + ".type", rule));
    }
  }
}
