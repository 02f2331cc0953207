package io.wherry.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Merge patches that lead from one tree to another: only what differs is in them, and what the old
 * one had and the new one lacks is removed. Pure.
 *
 * @source RFC 7386
 */
public final class TreePatch {
  private TreePatch() {}

  /** Empty when both are equal. */
  public static ObjectNode between(JsonNode before, ObjectNode after) {
    ObjectNode patch = after.objectNode();
    before
        .properties()
        .forEach(e -> {
          if (!after.has(e.getKey())) {
            patch.putNull(e.getKey());
          }
        });
    after
        .properties()
        .forEach(e -> {
          JsonNode old = before.path(e.getKey());
          if (old.isObject() && e.getValue() instanceof ObjectNode fresh) {
            ObjectNode inner = between(old, fresh);
            if (!inner.isEmpty()) {
              patch.set(e.getKey(), inner);
            }
          } else if (!old.equals(e.getValue())) {
            patch.set(e.getKey(), e.getValue());
          }
        });
    return patch;
  }
}
