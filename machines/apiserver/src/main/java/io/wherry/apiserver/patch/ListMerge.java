package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.SchemaNode;
import java.util.ArrayList;
import java.util.List;

/** Merges one list of a strategic merge patch by the key of its elements, or by value. */
record ListMerge(String key, SchemaNode element) {

  static ListMerge of(SchemaNode list) {
    return new ListMerge(list.patchMergeKey(), list.items());
  }

  ArrayNode merge(ArrayNode live, ArrayNode patch) {
    if (key.isEmpty()) {
      return mergeValues(live, patch);
    }
    if (replaces(patch)) {
      return withoutDirectives(patch);
    }
    ArrayNode result = live.deepCopy();
    for (JsonNode item : patch) {
      if (!(item instanceof ObjectNode change)) {
        throw PatchRefused.malformed("elements of a list that is merged must be objects");
      }
      mergeElement(result, change);
    }
    return result;
  }

  private void mergeElement(ArrayNode result, ObjectNode change) {
    String directive = change.path(Directives.PATCH).asText("merge");
    int index = indexOf(result, identity(change));
    switch (directive) {
      case "delete" -> {
        if (index >= 0) {
          result.remove(index);
        }
      }
      case "merge" -> {
        if (index >= 0 && result.get(index) instanceof ObjectNode old) {
          result.set(index, StrategicMergePatch.object(old, change, element));
        } else {
          ObjectNode empty = JsonNodeFactory.instance.objectNode();
          result.add(StrategicMergePatch.object(empty, change, element));
        }
      }
      default -> throw Directives.unknown(change.path(Directives.PATCH));
    }
  }

  private static boolean replaces(ArrayNode patch) {
    for (JsonNode item : patch) {
      if (item.path(Directives.PATCH).asText().equals("replace")) {
        return true;
      }
    }
    return false;
  }

  private static ArrayNode withoutDirectives(ArrayNode patch) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    for (JsonNode item : patch) {
      boolean onlyDirective = item.size() == 1 && item.has(Directives.PATCH);
      if (!onlyDirective) {
        result.add(item instanceof ObjectNode o ? Directives.strip(o) : item.deepCopy());
      }
    }
    return result;
  }

  private static ArrayNode mergeValues(ArrayNode live, ArrayNode patch) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    List<JsonNode> seen = new ArrayList<>();
    for (ArrayNode source : List.of(live, patch)) {
      for (JsonNode value : source) {
        if (!seen.contains(value)) {
          seen.add(value);
          result.add(value);
        }
      }
    }
    return result;
  }

  private JsonNode identity(JsonNode item) {
    JsonNode value = key.isEmpty() ? item : item.path(key);
    if (value.isMissingNode()) {
      throw PatchRefused.malformed("map: does not contain declared merge key: " + key);
    }
    return value;
  }

  private int indexOf(ArrayNode list, JsonNode identity) {
    for (int i = 0; i < list.size(); i++) {
      JsonNode there = key.isEmpty() ? list.get(i) : list.get(i).path(key);
      if (there.equals(identity)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Brings merged elements into the wanted order. Elements that the order does not name keep their
   * place relative to their neighbours in the live list as well as possible. As in Kubernetes, new
   * elements count as standing where elements were deleted.
   */
  ArrayNode inOrder(ArrayNode merged, JsonNode order, JsonNode before) {
    ArrayNode live = JsonNodeFactory.instance.arrayNode();
    JsonNode places = key.isEmpty() ? before : merged;
    for (int i = 0; i < Math.min(before.size(), places.size()); i++) {
      live.add(places.get(i));
    }
    List<JsonNode> named = new ArrayList<>();
    for (JsonNode wanted : order) {
      int index = indexOf(merged, identity(wanted));
      if (index >= 0) {
        named.add(merged.get(index));
      }
    }
    List<JsonNode> others = new ArrayList<>();
    merged.forEach(item -> {
      if (!named.contains(item)) {
        others.add(item);
      }
    });
    return interleave(others, named, live);
  }

  private ArrayNode interleave(List<JsonNode> others, List<JsonNode> named, ArrayNode live) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    int other = 0;
    int next = 0;
    while (other < others.size() || next < named.size()) {
      boolean takeOther =
          next >= named.size()
              || other < others.size() && precedes(others.get(other), named.get(next), live);
      result.add(takeOther ? others.get(other++) : named.get(next++));
    }
    return result;
  }

  private boolean precedes(JsonNode one, JsonNode two, ArrayNode live) {
    int first = indexOf(live, identity(one));
    int second = indexOf(live, identity(two));
    return first >= 0 && second >= 0 && first < second;
  }
}
