package io.wherry.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.problems.InvalidRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths of printer columns: {@code .a.b}, {@code ['a']}, {@code [0]}, {@code [-1]}, {@code
 * [*]}, and filters such as {@code [?(@.type=="Ready")]}.
 *
 * @source Kubernetes documentation, "JSONPath Support"
 */
public final class JsonPath {
  /** One step: the nodes below a node. */
  interface Step {
    void from(JsonNode node, List<JsonNode> into);
  }

  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = steps;
  }

  /**
   * Reads a path, with or without braces around it.
   *
   * @throws InvalidRequest when it is not of the supported form
   */
  public static JsonPath parse(String text) {
    return new JsonPath(new JsonPathParser(text).steps());
  }

  /** All nodes that the path leads to; empty when there are none. */
  public List<JsonNode> find(JsonNode root) {
    List<JsonNode> nodes = List.of(root);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      nodes.forEach(node -> step.from(node, next));
      nodes = next;
    }
    return nodes;
  }
}
