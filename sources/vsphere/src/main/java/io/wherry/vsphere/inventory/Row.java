package io.wherry.vsphere.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.vsphere.soap.MoRef;
import java.util.Collection;

/** Small parts that rows are made of. */
final class Row {
  private Row() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode ref(MoRef ref) {
    return object().put("kind", ref.type()).put("id", Places.id(ref));
  }

  static ArrayNode refs(Collection<MoRef> refs) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    refs.forEach(r -> array.add(ref(r)));
    return array;
  }

  static ArrayNode texts(Collection<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  /** The same fields, sharing their values. */
  static ObjectNode extended(ObjectNode base) {
    ObjectNode result = object();
    base.properties().forEach(field -> result.set(field.getKey(), field.getValue()));
    return result;
  }

  /** Adds a field only where there is a text. */
  static void textIfAny(ObjectNode node, String name, String text) {
    if (!text.isEmpty()) {
      node.put(name, text);
    }
  }

  /** Sets a value of any kind. */
  static void set(ObjectNode node, String name, JsonNode value) {
    JsonNode _ = node.set(name, value);
  }
}
