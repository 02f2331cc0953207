package io.wherry.apiserver.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code x-kubernetes-validations} of one schema. Immutable and thread-safe.
 *
 * @source Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions",
 *     section "Validation rules"
 */
public final class ValidationRules {
  private static final String KEYWORD = "x-kubernetes-validations";

  private final RuleNode root;
  private final List<FieldError> errors;

  private ValidationRules(RuleNode root, List<FieldError> errors) {
    this.root = root;
    this.errors = errors;
  }

  /**
   * Compiles every rule of an {@code openAPIV3Schema} that is no deeper than schemas may be.
   *
   * @param path where the schema stands in its definition, for the errors
   */
  public static ValidationRules compile(JsonNode schema, String path) {
    List<FieldError> errors = new ArrayList<>();
    Spot root = new Spot(path, "selfType", Forms.Place.RESOURCE, null);
    return new ValidationRules(new Walk(errors).node(schema, root), List.copyOf(errors));
  }

  /** What is wrong with the rules themselves; those are left out of {@link #check}. */
  public List<FieldError> errors() {
    return errors;
  }

  /** True when the schema has no rule. */
  public boolean isEmpty() {
    return root.isIdle();
  }

  /**
   * The rules that the object breaks. Bounded: see {@link Budget}.
   *
   * @param before the stored object; an empty one when the object is new
   * @param after valid by its schema
   */
  public List<FieldError> check(ObjectNode before, ObjectNode after) {
    return isEmpty()
        ? List.of()
        : new Evaluation().run(root, after, before.isEmpty() ? null : before);
  }

  /**
   * Where the walk through the schema is.
   *
   * @param fixedAbove the path of a list above whose elements have no identity
   */
  private record Spot(String path, String name, Forms.Place place, @Nullable String fixedAbove) {
    Spot below(String step, String typeStep, JsonNode schema) {
      return new Spot(path + "." + step, name + "." + typeStep, Forms.placeOf(schema), fixedAbove);
    }

    Spot withoutIdentity() {
      return new Spot(path, name, place, fixedAbove == null ? path : fixedAbove);
    }
  }

  private record Ruled(@Nullable Form form, List<Rule> rules) {
    static final Ruled NOT = new Ruled(null, List.of());
  }

  private record Walk(List<FieldError> errors) {
    RuleNode node(JsonNode schema, Spot spot) {
      Map<String, RuleNode> properties = new LinkedHashMap<>();
      for (var property : schema.path("properties").properties()) {
        String name = property.getKey();
        RuleNode below =
            node(
                property.getValue(),
                spot.below("properties[" + name + "]", name, property.getValue()));
        if (!below.isIdle()) {
          properties.put(name, below);
        }
      }
      List<String> mapKeys = new ArrayList<>();
      boolean keyed = schema.path("x-kubernetes-list-type").asText().equals("map");
      schema.path("x-kubernetes-list-map-keys").forEach(key -> mapKeys.add(key.asText()));
      Ruled ruled = schema.path(KEYWORD).isEmpty() ? Ruled.NOT : ruled(schema, spot);
      return new RuleNode(
          ruled.form(),
          schema.path("type").asText(),
          ruled.rules(),
          properties,
          single(schema.path("additionalProperties"), "additionalProperties", spot),
          single(schema.path("items"), "items", keyed ? spot : spot.withoutIdentity()),
          keyed ? mapKeys : List.of());
    }

    /** Touches the library of CEL, which most schemas never need. */
    private Ruled ruled(JsonNode schema, Spot spot) {
      Forms forms = new Forms();
      Form form = forms.of(schema, spot.name(), spot.place());
      return new Ruled(form, rules(schema, spot, form, forms));
    }

    private @Nullable RuleNode single(JsonNode schema, String step, Spot spot) {
      if (!schema.isObject()) {
        return null;
      }
      RuleNode node = node(schema, spot.below(step, "@" + step, schema));
      return node.isIdle() ? null : node;
    }

    private List<Rule> rules(JsonNode schema, Spot spot, @Nullable Form form, Forms forms) {
      String path = spot.path() + "." + KEYWORD;
      if (form == null) {
        String text = "rules need a schema whose types are told";
        errors.add(FieldError.invalid(path, "\"\"", text));
        return List.of();
      }
      RuleCompiler compiler = new RuleCompiler(schema, form, forms, errors);
      List<Rule> rules = new ArrayList<>();
      for (int i = 0; i < schema.path(KEYWORD).size(); i++) {
        RuleSource source = RuleSource.of(schema.path(KEYWORD).path(i));
        Rule rule = compiler.compile(source, path + "[" + i + "]", spot.fixedAbove());
        if (rule != null) {
          rules.add(rule);
        }
      }
      return rules;
    }
  }
}
