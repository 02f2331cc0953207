package io.wherry.apiserver.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** JSON values as CEL sees them. Only called with values that passed their schema. */
final class Values {
  private Values() {}

  /**
   * The CEL value.
   *
   * @throws IllegalArgumentException or {@link java.time.DateTimeException} when a text does not
   *     have its format
   */
  static Object of(JsonNode value, Form form) {
    if (value.isNull()) {
      return NullValue.NULL_VALUE;
    }
    return switch (form.kind()) {
      case STRUCT -> struct(value, form);
      case MAP -> map(value, Objects.requireNonNull(form.element()));
      case LIST -> list(value, Objects.requireNonNull(form.element()));
      case TEXT -> value.asText();
      case BYTES -> CelByteString.of(Base64.getDecoder().decode(value.asText()));
      case TIMESTAMP -> instant(value.asText());
      case DURATION -> duration(value.asText());
      case INTEGER -> value.asLong();
      case NUMBER -> value.asDouble();
      case BOOLEAN -> value.asBoolean();
      case DYNAMIC -> value.isTextual() ? value.asText() : (Object) value.asLong();
    };
  }

  private static Map<String, Object> struct(JsonNode object, Form form) {
    Map<String, Object> fields = new LinkedHashMap<>();
    form.fields()
        .forEach((name, field) -> {
          JsonNode value = object.get(name);
          if (value != null) {
            FieldNames.escape(name).ifPresent(key -> fields.put(key, of(value, field)));
          }
        });
    return fields;
  }

  private static Map<String, Object> map(JsonNode object, Form element) {
    Map<String, Object> entries = new LinkedHashMap<>();
    object.properties().forEach(e -> entries.put(e.getKey(), of(e.getValue(), element)));
    return entries;
  }

  private static List<Object> list(JsonNode array, Form element) {
    List<Object> elements = new ArrayList<>(array.size());
    array.forEach(value -> elements.add(of(value, element)));
    return elements;
  }

  private static Instant instant(String text) {
    return text.length() == "2026-01-31".length()
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : OffsetDateTime.parse(text).toInstant();
  }

  private static Duration duration(String text) {
    return GoDurations.parse(text);
  }
}
