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

  /** About the number of bytes in UTF-8; brackets and numbers are guessed. */
  public static long of(JsonNode node) {
    if (node.isTextual()) {
      return MARKS + bytes(node.textValue());
    }
    long size = SMALL;
    if (node instanceof ObjectNode object) {
      for (var field : object.properties()) {
        size += MARKS + bytes(field.getKey()) + of(field.getValue());
      }
    } else {
      for (JsonNode element : node) {
        size += of(element);
      }
    }
    return size;
  }

  private static long bytes(String text) {
    long size = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // half of a pair each: four bytes for both
        size += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      } else if (c == '"' || c == '\\') {
        size++;
      } else if (c < ' ') {
        size += c == '\n' || c == '\t' || c == '\r' || c == '\b' || c == '\f' ? 1 : 5;
      }
    }
    return size;
  }
}
