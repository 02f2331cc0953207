package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A JSON pointer whose list positions are checked as RFC 6902 wants them.
 *
 * @source RFC 6901
 */
record JsonPointerPath(List<String> steps) {
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  static JsonPointerPath parse(String text) {
    if (text.isEmpty()) {
      return new JsonPointerPath(List.of());
    }
    if (!text.startsWith("/")) {
      throw PatchRefused.malformed("the JSON pointer \"" + text + "\" does not start with /");
    }
    List<String> steps = new ArrayList<>();
    for (String step : text.substring(1).split("/", -1)) {
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return new JsonPointerPath(steps);
  }

  boolean isRoot() {
    return steps.isEmpty();
  }

  JsonPointerPath parent() {
    return new JsonPointerPath(steps.subList(0, steps.size() - 1));
  }

  String last() {
    return steps.getLast();
  }

  boolean isBelow(JsonPointerPath other) {
    return steps.size() > other.steps.size()
        && steps.subList(0, other.steps.size()).equals(other.steps);
  }

  Optional<JsonNode> find(JsonNode root) {
    JsonNode node = root;
    for (String step : steps) {
      node = node.isArray() ? element(node, step) : node.path(step);
      if (node.isMissingNode()) {
        return Optional.empty();
      }
    }
    return Optional.of(node);
  }

  private static JsonNode element(JsonNode array, String step) {
    return INDEX.matcher(step).matches()
        ? array.path(Integer.parseInt(step))
        : array.path("not an index");
  }

  /** The position of an element that exists. */
  int index(int size) {
    if (!INDEX.matcher(last()).matches() || Integer.parseInt(last()) >= size) {
      throw PatchRefused.cannotBeDone("the list has no element " + this);
    }
    return Integer.parseInt(last());
  }

  /** The position before which an element is inserted; {@code -} is the end. */
  int insertionIndex(int size) {
    if (last().equals("-")) {
      return size;
    }
    if (!INDEX.matcher(last()).matches() || Integer.parseInt(last()) > size) {
      throw PatchRefused.cannotBeDone("nothing can be inserted at " + this);
    }
    return Integer.parseInt(last());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String step : steps) {
      text.append('/').append(step.replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }
}
