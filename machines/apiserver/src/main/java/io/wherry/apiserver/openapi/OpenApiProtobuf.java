package io.wherry.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An OpenAPI v2 document in the protobuf form that clients without OpenAPI v3 ask for, and kubectl
 * for manifests of kind List. Only what these documents contain: definitions, no paths.
 *
 * @source gnostic's OpenAPIv2.proto, which numbers the fields
 */
public final class OpenApiProtobuf {
  /** What an answer is called; older clients ask for it with an {@code @} before the version. */
  public static final String MEDIA_TYPE =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private static final int NAME = 1;
  private static final int VALUE = 2;

  private static final Map<String, Integer> TEXTS =
      Map.of("$ref", 1, "format", 2, "description", 4, "pattern", 13);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private OpenApiProtobuf() {}

  /** The document's bytes. */
  public static byte[] of(JsonNode document) {
    return message(root -> {
      root.text(1, document.path("swagger").asText());
      root.message(
          2,
          info -> {
            info.text(1, document.at("/info/title").asText());
            info.text(2, document.at("/info/version").asText());
          });
      root.message(8, _ -> {});
      root.message(9, definitions -> definitions.named(1, document.path("definitions")));
    });
  }

  private static byte[] message(Consumer<OpenApiProtobuf> content) {
    OpenApiProtobuf inner = new OpenApiProtobuf();
    content.accept(inner);
    return inner.out.toByteArray();
  }

  private void schema(JsonNode schema) {
    TEXTS.forEach((field, number) -> {
      if (schema.path(field).isTextual()) {
        text(number, schema.path(field).asText());
      }
    });
    schema.path("required").forEach(name -> text(19, name.asText()));
    schema.path("enum").forEach(value -> message(20, any -> any.text(2, value.toString())));
    if (schema.path("additionalProperties").isObject()) {
      message(21, item -> item.message(1, s -> s.schema(schema.get("additionalProperties"))));
    }
    if (schema.path("type").isTextual()) {
      message(22, item -> item.text(1, schema.path("type").asText()));
    }
    if (schema.path("items").isObject()) {
      message(23, item -> item.message(1, s -> s.schema(schema.get("items"))));
    }
    if (!schema.path("properties").isEmpty()) {
      message(25, item -> item.named(1, schema.get("properties")));
    }
    for (var entry : schema.properties()) {
      if (entry.getKey().startsWith("x-")) {
        message(
            31,
            extension -> {
              extension.text(NAME, entry.getKey());
              extension.message(VALUE, any -> any.text(2, entry.getValue().toString()));
            });
      }
    }
  }

  /** Schemas by their names. */
  private void named(int number, JsonNode schemas) {
    for (var entry : schemas.properties()) {
      message(
          number,
          named -> {
            named.text(NAME, entry.getKey());
            named.message(VALUE, s -> s.schema(entry.getValue()));
          });
    }
  }

  private void message(int number, Consumer<OpenApiProtobuf> content) {
    bytes(number, message(content));
  }

  private void text(int number, String text) {
    bytes(number, text.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(int number, byte[] bytes) {
    varint(number << 3 | 2);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private void varint(int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
