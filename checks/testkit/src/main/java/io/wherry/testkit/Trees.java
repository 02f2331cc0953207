package io.wherry.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tree operations of {@link MemoryKubeApi}. */
final class Trees {
  private Trees() {}

  /** RFC 7386. */
  static void mergePatch(ObjectNode into, JsonNode patch) {
    for (var e : patch.properties()) {
      JsonNode value = e.getValue();
      if (value.isNull()) {
        into.remove(e.getKey());
      } else if (value.isObject()) {
        JsonNode present = into.path(e.getKey());
        ObjectNode child = present.isObject() ? (ObjectNode) present : into.putObject(e.getKey());
        mergePatch(child, value);
      } else {
        into.set(e.getKey(), value.deepCopy());
      }
    }
  }

  /** What server-side apply does with the fields given. */
  static void merge(ObjectNode into, JsonNode from) {
    for (var e : from.properties()) {
      JsonNode present = into.path(e.getKey());
      if (e.getValue().isObject() && present.isObject()) {
        merge((ObjectNode) present, e.getValue());
      } else {
        into.set(e.getKey(), e.getValue().deepCopy());
      }
    }
  }

  /** Removes what the manager applied before and does not apply any more. */
  static void removeAbsent(ObjectNode from, JsonNode before, JsonNode now) {
    for (var e : before.properties()) {
      if (!now.has(e.getKey())) {
        from.remove(e.getKey());
      } else if (e.getValue().isObject() && from.path(e.getKey()).isObject()) {
        removeAbsent((ObjectNode) from.get(e.getKey()), e.getValue(), now.get(e.getKey()));
      }
    }
  }

  static boolean ownedBy(ObjectNode tree, String uid) {
    for (JsonNode owner : tree.at("/metadata/ownerReferences")) {
      if (owner.path("uid").asText().equals(uid)) {
        return true;
      }
    }
    return false;
  }
}
