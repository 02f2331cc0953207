package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Applies JSON patches ({@code application/json-patch+json}).
 *
 * @source RFC 6902; Kubernetes answers 422 when an operation cannot be done
 */
public final class JsonPatch {
  /** As Kubernetes: a patch may not be a way to keep the server busy. */
  private static final int MAX_OPERATIONS = 10_000;

  private JsonPatch() {}

  /**
   * The target with all operations done; the target itself stays as it is.
   *
   * @throws PatchRefused when the patch is malformed, a path does not exist or a test fails
   */
  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!patch.isArray()) {
      throw PatchRefused.malformed("a JSON patch must be a list of operations");
    }
    if (patch.size() > MAX_OPERATIONS) {
      throw PatchRefused.tooLarge(
          "The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + patch.size());
    }
    JsonNode result = target.deepCopy();
    for (JsonNode operation : patch) {
      result = one(result, operation);
    }
    return result;
  }

  private static JsonNode one(JsonNode root, JsonNode operation) {
    String op = operation.path("op").asText();
    JsonPointerPath path = pointer(operation, "path");
    return switch (op) {
      case "add" -> add(root, path, value(operation));
      case "replace" -> replace(root, path, value(operation));
      case "remove" -> remove(root, path);
      case "test" -> test(root, path, value(operation));
      case "copy" -> add(root, path, existing(root, pointer(operation, "from")).deepCopy());
      case "move" -> move(root, pointer(operation, "from"), path);
      default -> throw PatchRefused.malformed("unknown JSON patch operation \"" + op + "\"");
    };
  }

  private static JsonPointerPath pointer(JsonNode operation, String name) {
    JsonNode text = operation.path(name);
    if (!text.isTextual()) {
      throw PatchRefused.malformed("a JSON patch operation has no \"" + name + "\"");
    }
    return JsonPointerPath.parse(text.asText());
  }

  private static JsonNode value(JsonNode operation) {
    if (!operation.has("value")) {
      throw PatchRefused.malformed("a JSON patch operation has no \"value\"");
    }
    return operation.get("value").deepCopy();
  }

  private static JsonNode existing(JsonNode root, JsonPointerPath path) {
    return path.find(root)
        .orElseThrow(
            () -> PatchRefused.cannotBeDone("the path " + path + " does not exist in the object"));
  }

  private static JsonNode add(JsonNode root, JsonPointerPath path, JsonNode value) {
    if (path.isRoot()) {
      return value;
    }
    switch (existing(root, path.parent())) {
      case ObjectNode object -> object.set(path.last(), value);
      case ArrayNode array -> array.insert(path.insertionIndex(array.size()), value);
      default -> throw PatchRefused.cannotBeDone("nothing can be added at " + path);
    }
    return root;
  }

  private static JsonNode replace(JsonNode root, JsonPointerPath path, JsonNode value) {
    if (path.isRoot()) {
      return value;
    }
    JsonNode parent = existing(root, path.parent());
    JsonNode old = existing(root, path);
    if (old.equals(value)) {
      return root;
    }
    switch (parent) {
      case ObjectNode object -> object.set(path.last(), value);
      case ArrayNode array -> array.set(path.index(array.size()), value);
      default -> throw PatchRefused.cannotBeDone("nothing can be replaced at " + path);
    }
    return root;
  }

  private static JsonNode remove(JsonNode root, JsonPointerPath path) {
    if (path.isRoot()) {
      throw PatchRefused.cannotBeDone("the whole object cannot be removed by a patch");
    }
    JsonNode parent = existing(root, path.parent());
    JsonNode removed = existing(root, path);
    if (parent instanceof ObjectNode object) {
      object.remove(path.last());
    } else if (parent instanceof ArrayNode array) {
      array.remove(path.index(array.size()));
    } else {
      throw PatchRefused.cannotBeDone("nothing can be removed from " + removed.getNodeType());
    }
    return root;
  }

  private static JsonNode test(JsonNode root, JsonPointerPath path, JsonNode value) {
    boolean same =
        path.find(root).map(found -> JsonEquality.same(found, value)).orElse(value.isNull());
    if (!same) {
      throw PatchRefused.cannotBeDone("testing value " + path + " failed");
    }
    return root;
  }

  private static JsonNode move(JsonNode root, JsonPointerPath from, JsonPointerPath to) {
    if (to.isBelow(from)) {
      throw PatchRefused.cannotBeDone("a value cannot be moved into itself: " + from + " to " + to);
    }
    JsonNode value = existing(root, from).deepCopy();
    return add(remove(root, from), to, value);
  }
}
