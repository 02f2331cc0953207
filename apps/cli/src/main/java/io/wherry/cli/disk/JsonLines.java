package io.wherry.cli.disk;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.Extent;

/** Builds what {@code --json} prints. */
final class JsonLines {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonLines() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode ranges(Iterable<Extent> extents) {
    ArrayNode array = MAPPER.createArrayNode();
    extents.forEach(e -> array.addObject().put("start", e.offset()).put("length", e.length()));
    return array;
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }
}
