package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The words that steer a strategic merge patch and are no part of the result. */
final class Directives {
  static final String PATCH = "$patch";
  static final String RETAIN_KEYS = "$retainKeys";
  static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList/";
  static final String ELEMENT_ORDER = "$setElementOrder/";

  private Directives() {}

  static boolean isDirective(String key) {
    return key.equals(PATCH)
        || key.equals(RETAIN_KEYS)
        || key.startsWith(DELETE_FROM_LIST)
        || key.startsWith(ELEMENT_ORDER);
  }

  static PatchRefused unknown(JsonNode directive) {
    return PatchRefused.malformed(
        "unknown patch type " + directive + "; $patch takes replace, delete and merge");
  }

  /** A copy without directives, at any depth. */
  static ObjectNode strip(ObjectNode patch) {
    ObjectNode copy = patch.deepCopy();
    stripInPlace(copy);
    return copy;
  }

  private static void stripInPlace(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(entry -> isDirective(entry.getKey()));
    }
    if (node instanceof ObjectNode || node instanceof ArrayNode) {
      node.forEach(Directives::stripInPlace);
    }
  }
}
