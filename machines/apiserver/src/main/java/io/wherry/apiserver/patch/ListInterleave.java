package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.wherry.apiserver.schema.SchemaNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Merges two lists whose elements have an identity. The applied list decides the order of what it
 * holds; elements that only the live list holds stay near their live neighbours. One use.
 */
final class ListInterleave {
  private final SchemaNode schema;
  private final Map<String, JsonNode> live;
  private final Map<String, JsonNode> applied;
  private final List<String> liveEdges;
  private final List<String> appliedEdges;
  private final Deque<String> shared = new ArrayDeque<>();
  private final Set<String> taken = new HashSet<>();
  private final ArrayNode result = JsonNodeFactory.instance.arrayNode();
  private int nextLive;
  private int nextApplied;

  ListInterleave(JsonNode live, JsonNode applied, SchemaNode schema) {
    this.schema = schema;
    this.live = byEdge(live, schema);
    this.applied = byEdge(applied, schema);
    this.liveEdges = new ArrayList<>(this.live.keySet());
    this.appliedEdges = new ArrayList<>(this.applied.keySet());
    appliedEdges.stream().filter(this.live::containsKey).forEach(shared::add);
  }

  private static Map<String, JsonNode> byEdge(JsonNode list, SchemaNode schema) {
    Map<String, JsonNode> elements = new LinkedHashMap<>();
    list.forEach(element -> elements.put(Edges.element(element, schema), element));
    return elements;
  }

  ArrayNode merged() {
    while (nextLive < liveEdges.size() || nextApplied < appliedEdges.size()) {
      step();
    }
    return result;
  }

  private void step() {
    if (nextLive == liveEdges.size()) {
      takeApplied();
      return;
    }
    String edge = liveEdges.get(nextLive);
    if (!applied.containsKey(edge)) {
      result.add(element(live, edge).deepCopy());
      nextLive++;
    } else if (taken.contains(edge)) {
      nextLive++;
    } else if (edge.equals(shared.peek())) {
      takeApplied();
    } else {
      // Its turn comes where the applied list has it.
      nextLive++;
    }
  }

  private void takeApplied() {
    String edge = appliedEdges.get(nextApplied++);
    taken.add(edge);
    result.add(FieldMerge.merge(element(live, edge), element(applied, edge), schema.items()));
    if (edge.equals(shared.peek())) {
      shared.remove();
    }
  }

  private static JsonNode element(Map<String, JsonNode> elements, String edge) {
    return elements.getOrDefault(edge, MissingNode.getInstance());
  }
}
