package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;

/** Which JSON values a schema type takes, and how values are shown in messages. */
final class Types {
  /** Longest piece of a user's value repeated in a message. */
  private static final int SHOWN = 200;

  private Types() {}

  static boolean accepts(JsonNode value, SchemaNode schema) {
    if (value.isNull()) {
      return schema.type().isEmpty() && !schema.isIntOrString();
    }
    if (schema.isIntOrString()) {
      return value.isTextual() || isInteger(value);
    }
    return switch (schema.type()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> isInteger(value);
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> true;
    };
  }

  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber()
        || value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  static FieldError mismatch(JsonNode value, SchemaNode schema, String path) {
    String wanted = schema.isIntOrString() ? "integer,string" : schema.type();
    String found = "\"" + typeName(value) + "\"";
    // Kubernetes shows the type that was found where other errors show the value.
    return new FieldError(
        path,
        FieldError.Reason.FieldValueTypeInvalid,
        "Invalid value: "
            + found
            + ": "
            + path
            + " in body must be of type "
            + wanted
            + ": "
            + found);
  }

  static String typeName(JsonNode value) {
    if (value.isNull()) {
      return "null";
    }
    if (value.isNumber()) {
      return isInteger(value) ? "integer" : "number";
    }
    if (value.isContainerNode()) {
      return value.isArray() ? "array" : "object";
    }
    return value.isBoolean() ? "boolean" : "string";
  }

  /** The value as JSON text, cut when long. */
  static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
