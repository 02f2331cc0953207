package io.wherry.ovirt.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The engine's JSON: all numbers and booleans are texts, and lists hide in objects. */
public final class Json {
  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The value at the end of the fields; empty where there is none. */
  public static String text(JsonNode node, String... fields) {
    return at(node, fields).asText("");
  }

  /** A number; 0 where there is none, or what is there is no number. */
  public static long number(JsonNode node, String... fields) {
    JsonNode found = at(node, fields);
    if (found.isNumber()) {
      return found.asLong();
    }
    try {
      return Long.parseLong(found.asText("0").strip());
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /** False where there is none. */
  public static boolean flag(JsonNode node, String... fields) {
    return at(node, fields).asText("").equals("true");
  }

  /** Elements of a list such as {@code nics} in {@code nic}. */
  public static List<JsonNode> list(JsonNode node, String... fields) {
    List<JsonNode> all = new ArrayList<>();
    at(node, fields).forEach(all::add);
    return all;
  }

  public static JsonNode at(JsonNode node, String... fields) {
    JsonNode found = node;
    for (String field : fields) {
      found = found.path(field);
    }
    return found;
  }
}
