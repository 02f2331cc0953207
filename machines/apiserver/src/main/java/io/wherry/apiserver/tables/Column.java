package io.wherry.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A column of a built-in kind's table: its heading and how its cells come about. */
record Column(
    String name, String type, int priority, BiFunction<ObjectNode, Instant, JsonNode> cell) {

  static Column text(String name, Function<ObjectNode, String> cell) {
    return new Column(name, "string", 0, (object, _) -> TextNode.valueOf(cell.apply(object)));
  }

  static Column at(String name, String path) {
    return text(name, object -> Cells.text(object, path));
  }

  static Column age() {
    return new Column(
        "Age",
        "string",
        0,
        (object, now) ->
            TextNode.valueOf(Ages.since(Cells.text(object, "metadata.creationTimestamp"), now)));
  }

  static Column named() {
    return at("Name", "metadata.name");
  }

  Column wide() {
    return new Column(name, type, 1, cell);
  }

  Column typed(String other) {
    return new Column(name, other, priority, cell);
  }
}
