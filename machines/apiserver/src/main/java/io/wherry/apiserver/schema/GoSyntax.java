package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values as Go prints them with {@code %#v}, which Kubernetes' messages show to users. */
final class GoSyntax {
  private GoSyntax() {}

  /** A value beside an enumeration, where an absent value is a word of its own. */
  static String ofEnum(JsonNode value) {
    return value.isNull() ? "\"null\"" : of(value);
  }

  static String of(JsonNode value) {
    if (!value.isContainerNode()) {
      return value.isNull() ? "interface {}(nil)" : Types.shown(value);
    }
    List<String> parts = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(element -> parts.add(of(element)));
      return "[]interface {}{" + String.join(", ", parts) + "}";
    }
    value.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> parts.add('"' + e.getKey() + "\":" + of(e.getValue())));
    return "map[string]interface {}{" + String.join(", ", parts) + "}";
  }
}
