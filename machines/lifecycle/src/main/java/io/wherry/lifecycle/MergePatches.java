package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Merge patches that replace: what the old tree had and the new one lacks is removed. */
final class MergePatches {
  private MergePatches() {}

  static ObjectNode replacing(JsonNode before, ObjectNode now) {
    ObjectNode patch = now.deepCopy();
    before
        .properties()
        .forEach(e -> {
          JsonNode fresh = now.get(e.getKey());
          if (fresh == null) {
            patch.putNull(e.getKey());
          } else if (fresh instanceof ObjectNode object && e.getValue().isObject()) {
            patch.set(e.getKey(), replacing(e.getValue(), object));
          }
        });
    return patch;
  }
}
