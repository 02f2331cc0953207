package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.wherry.apiserver.schema.SchemaNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What differs between two states of an object, field by field. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

  static Comparison between(JsonNode before, JsonNode after, SchemaNode schema) {
    Comparison result = new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
    result.compare(before, after, schema);
    result.added.exclude();
    result.removed.exclude();
    return result;
  }

  /** Fields whose value is new. */
  FieldSet changed() {
    return added.union(modified);
  }

  boolean isEmpty() {
    return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
  }

  private Comparison at(String edge) {
    return new Comparison(added.child(edge), modified.child(edge), removed.child(edge));
  }

  private void compare(JsonNode before, JsonNode after, SchemaNode schema) {
    boolean sameShape =
        before.isMissingNode()
            || after.isMissingNode()
            || before.getNodeType() == after.getNodeType();
    JsonNode shown = after.isMissingNode() ? before : after;
    boolean bothEmpty = before.isEmpty() && after.isEmpty();
    if (!sameShape || bothEmpty || FieldPaths.isLeaf(shown, schema)) {
      leaf(before, after);
      return;
    }
    if (shown.isObject()) {
      fields(before, after, schema);
    } else {
      elements(before, after, schema);
    }
    presence(before, after);
  }

  private void presence(JsonNode before, JsonNode after) {
    if (before.isMissingNode()) {
      added.include();
    } else if (after.isMissingNode()) {
      removed.include();
    }
  }

  private void leaf(JsonNode before, JsonNode after) {
    presence(before, after);
    if (!before.isMissingNode() && !after.isMissingNode() && !JsonEquality.same(before, after)) {
      modified.include();
    }
  }

  private void fields(JsonNode before, JsonNode after, SchemaNode schema) {
    Set<String> names = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      at(Edges.field(name)).compare(before.path(name), after.path(name), schema.field(name));
    }
  }

  private void elements(JsonNode before, JsonNode after, SchemaNode schema) {
    Map<String, JsonNode> old = byEdge(before, schema);
    Map<String, JsonNode> now = byEdge(after, schema);
    Set<String> edges = new LinkedHashSet<>(old.keySet());
    edges.addAll(now.keySet());
    for (String edge : edges) {
      at(edge)
          .compare(
              old.getOrDefault(edge, MissingNode.getInstance()),
              now.getOrDefault(edge, MissingNode.getInstance()),
              schema.items());
    }
  }

  private static Map<String, JsonNode> byEdge(JsonNode list, SchemaNode schema) {
    Map<String, JsonNode> elements = new LinkedHashMap<>();
    list.forEach(element -> elements.put(Edges.element(element, schema), element));
    return elements;
  }
}
