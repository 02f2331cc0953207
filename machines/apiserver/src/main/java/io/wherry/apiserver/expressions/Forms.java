package io.wherry.apiserver.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a schema into CEL types, so that a rule that names an unknown field or compares apples with
 * pears is refused with the definition. One per schema; it provides the object types it made.
 */
@SuppressWarnings("Immutable") // filled before a compiler gets to see it
final class Forms implements CelTypeProvider {
  private final Map<String, CelType> structs = new HashMap<>();

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableList.copyOf(structs.values());
  }

  @Override
  public Optional<CelType> findType(String name) {
    return Optional.ofNullable(structs.get(name));
  }

  /** Whether a schema describes a whole Kubernetes object or a value inside of one. */
  enum Place {
    RESOURCE,
    VALUE
  }

  static Place placeOf(JsonNode schema) {
    return schema.path("x-kubernetes-embedded-resource").asBoolean() ? Place.RESOURCE : Place.VALUE;
  }

  /**
   * @param name of the type, different for each node of a schema
   * @return null when expressions cannot see the value because its type is not told
   */
  @Nullable Form of(JsonNode schema, String name, Place place) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return simple(Form.Kind.DYNAMIC, SimpleType.DYN);
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(schema, name, place);
      case "array" -> list(schema.path("items"), name);
      case "string" -> text(schema.path("format").asText());
      case "integer" -> simple(Form.Kind.INTEGER, SimpleType.INT);
      case "number" -> simple(Form.Kind.NUMBER, SimpleType.DOUBLE);
      case "boolean" -> simple(Form.Kind.BOOLEAN, SimpleType.BOOL);
      default -> null;
    };
  }

  private static Form simple(Form.Kind kind, CelType type) {
    return new Form(kind, type, Map.of(), null);
  }

  private static Form text(String format) {
    return switch (format) {
      case "byte" -> simple(Form.Kind.BYTES, SimpleType.BYTES);
      case "duration" -> simple(Form.Kind.DURATION, SimpleType.DURATION);
      case "date", "date-time" -> simple(Form.Kind.TIMESTAMP, SimpleType.TIMESTAMP);
      default -> simple(Form.Kind.TEXT, SimpleType.STRING);
    };
  }

  private @Nullable Form list(JsonNode items, String name) {
    Form element = of(items, name + ".@items", placeOf(items));
    return element == null
        ? null
        : new Form(Form.Kind.LIST, ListType.create(element.type()), Map.of(), element);
  }

  private @Nullable Form object(JsonNode schema, String name, Place place) {
    JsonNode values = schema.path("additionalProperties");
    if (values.isObject()) {
      Form element = of(values, name + ".@values", placeOf(values));
      return element == null
          ? null
          : new Form(
              Form.Kind.MAP, MapType.create(SimpleType.STRING, element.type()), Map.of(), element);
    }
    Map<String, Form> fields = new LinkedHashMap<>();
    for (var property : schema.path("properties").properties()) {
      JsonNode value = property.getValue();
      Form form = of(value, name + "." + property.getKey(), placeOf(value));
      if (form != null) {
        fields.put(property.getKey(), form);
      }
    }
    if (place == Place.RESOURCE) {
      addIdentity(fields, name);
    }
    return struct(fields, name);
  }

  /** Rules may always read these of a resource, whatever its schema says. */
  private void addIdentity(Map<String, Form> fields, String name) {
    Form text = simple(Form.Kind.TEXT, SimpleType.STRING);
    fields.put("apiVersion", text);
    fields.put("kind", text);
    fields.put("metadata", struct(Map.of("name", text, "generateName", text), name + ".metadata"));
  }

  private Form struct(Map<String, Form> fields, String name) {
    Map<String, CelType> visible = new LinkedHashMap<>();
    fields.forEach((field, form) ->
        FieldNames.escape(field).ifPresent(escaped -> visible.put(escaped, form.type())));
    ImmutableMap<String, CelType> types = ImmutableMap.copyOf(visible);
    StructType type =
        StructType.create(name, types.keySet(), field -> Optional.ofNullable(types.get(field)));
    structs.put(name, type);
    return new Form(Form.Kind.STRUCT, type, fields, null);
  }
}
