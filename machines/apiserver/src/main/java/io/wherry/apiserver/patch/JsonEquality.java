package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;

/** Compares JSON values as values: 1 and 1.0, int and long are the same number. */
final class JsonEquality {
  private JsonEquality() {}

  static boolean same(JsonNode one, JsonNode other) {
    return one.equals(JsonEquality::order, other);
  }

  private static int order(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }
}
