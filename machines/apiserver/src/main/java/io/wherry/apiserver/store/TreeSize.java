package io.wherry.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How large a tree is as JSON, told without writing it. */
public final class TreeSize {
  /** What stands around each value: quotes, colon, comma. */
  private static final int MARKS = 4;

  /** Numbers, booleans, nulls and brackets; nobody needs their exact length. */
  private static final int SMALL = 6;

  private TreeSize() {}

  /** About the number of bytes; characters beyond ASCII and escapes count as one. */
  public static long of(JsonNode node) {
    if (node.isTextual()) {
      return MARKS + (long) node.textValue().length();
    }
    long size = SMALL;
    if (node instanceof ObjectNode object) {
      for (var field : object.properties()) {
        size += MARKS + field.getKey().length() + of(field.getValue());
      }
    } else {
      for (JsonNode element : node) {
        size += of(element);
      }
    }
    return size;
  }
}
