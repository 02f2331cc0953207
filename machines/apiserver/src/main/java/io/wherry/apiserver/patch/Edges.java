package io.wherry.apiserver.patch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.ListKeys;
import io.wherry.apiserver.schema.SchemaNode;
import java.util.TreeSet;

/** The steps of a field's path, in the spelling of {@code FieldsV1}. */
final class Edges {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Edges() {}

  static String field(String name) {
    return "f:" + name;
  }

  /** The step to an element of a list that is a map or a set. */
  static String element(JsonNode element, SchemaNode list) {
    if (list.listType() == SchemaNode.ListType.SET) {
      return "v:" + element;
    }
    return "k:" + sorted(ListKeys.identity(element, list));
  }

  private static JsonNode sorted(JsonNode keys) {
    if (!keys.isObject()) {
      return keys;
    }
    ObjectNode sorted = JsonNodeFactory.instance.objectNode();
    TreeSet<String> names = new TreeSet<>();
    keys.fieldNames().forEachRemaining(names::add);
    names.forEach(name -> sorted.set(name, keys.get(name)));
    return sorted;
  }

  /** True when the step leads to the field of this name. */
  static boolean isField(String edge) {
    return edge.startsWith("f:");
  }

  static String fieldName(String edge) {
    return edge.substring(2);
  }

  /** Position of the element that the step leads to; -1 when there is none. */
  static int indexIn(ArrayNode list, String edge, SchemaNode schema) {
    for (int i = 0; i < list.size(); i++) {
      if (element(list.get(i), schema).equals(edge)) {
        return i;
      }
    }
    return -1;
  }

  /** The step as Kubernetes shows it in messages: {@code .name}, {@code [name="x"]}. */
  static String shown(String edge) {
    String text = edge.substring(Math.min(2, edge.length()));
    if (isField(edge)) {
      return "." + text;
    }
    if (edge.startsWith("v:")) {
      return "[=" + text + "]";
    }
    return "[" + shownKeys(text) + "]";
  }

  private static String shownKeys(String json) {
    try {
      StringBuilder text = new StringBuilder();
      for (var entry : JSON.readTree(json).properties()) {
        text.append(text.isEmpty() ? "" : ",").append(entry.getKey());
        text.append('=').append(entry.getValue());
      }
      return text.toString();
    } catch (JsonProcessingException _) {
      return json;
    }
  }
}
