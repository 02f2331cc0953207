package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;

/** Whether a write would change anything: numbers by value, times of field managers ignored. */
final class TreeEquality {
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  private TreeEquality() {}

  static boolean same(JsonNode a, JsonNode b) {
    return a.equals(BY_VALUE, b);
  }

  /** Equal but for the times at which managers wrote. */
  static boolean sameButTimes(ObjectNode a, ObjectNode b) {
    return same(withoutTimes(a), withoutTimes(b));
  }

  /** Equal but for managers. */
  static boolean sameButManagers(ObjectNode a, ObjectNode b) {
    return same(withoutManagers(a), withoutManagers(b));
  }

  /** Equal in everything a user writes: neither metadata nor the given other fields count. */
  static boolean sameWithout(ObjectNode a, ObjectNode b, String... fields) {
    return same(shallow(a).without(List.of(fields)), shallow(b).without(List.of(fields)));
  }

  private static ObjectNode shallow(ObjectNode object) {
    ObjectNode copy = object.objectNode();
    copy.setAll(object);
    return copy;
  }

  private static ObjectNode withoutManagers(ObjectNode object) {
    ObjectNode copy = shallow(object);
    if (object.path("metadata") instanceof ObjectNode metadata) {
      ObjectNode meta = shallow(metadata);
      meta.remove("managedFields");
      copy.set("metadata", meta);
    }
    return copy;
  }

  private static ObjectNode withoutTimes(ObjectNode object) {
    ObjectNode copy = withoutManagers(object);
    copy.withObjectProperty("metadata")
        .set("managedFields", object.path("metadata").path("managedFields").deepCopy());
    for (JsonNode entry : copy.path("metadata").path("managedFields")) {
      if (entry instanceof ObjectNode manager) {
        manager.remove("time");
      }
    }
    return copy;
  }
}
