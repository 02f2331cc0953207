package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What identifies an element of a list: its keys in a list-map, else the element itself. */
public final class ListKeys {
  private ListKeys() {}

  /**
   * The keys of an element, with the schema's defaults for absent ones; absent keys stay absent.
   */
  public static JsonNode identity(JsonNode element, SchemaNode list) {
    if (list.listType() != SchemaNode.ListType.MAP || !element.isObject()) {
      return element;
    }
    ObjectNode keys = JsonNodeFactory.instance.objectNode();
    for (String key : list.mapKeys()) {
      JsonNode value = element.path(key);
      JsonNode found = value.isMissingNode() ? list.items().field(key).defaultValue() : value;
      if (!found.isMissingNode()) {
        keys.set(key, found);
      }
    }
    return keys;
  }
}
