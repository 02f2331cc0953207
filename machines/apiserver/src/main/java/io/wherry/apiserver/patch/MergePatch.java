package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Applies merge patches ({@code application/merge-patch+json}): null removes, objects merge, all
 * else replaces.
 *
 * @source RFC 7386
 */
public final class MergePatch {
  private MergePatch() {}

  /** The target with the patch merged in; neither argument is changed. */
  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    ObjectNode result =
        target instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    for (var change : changes.properties()) {
      if (change.getValue().isNull()) {
        result.remove(change.getKey());
      } else {
        result.set(change.getKey(), apply(result.path(change.getKey()), change.getValue()));
      }
    }
    return result;
  }
}
