package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.SchemaNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Applies strategic merge patches ({@code application/strategic-merge-patch+json}) to built-in
 * kinds: as a merge patch, but lists whose elements have an identity are merged too.
 *
 * @source Kubernetes community document "Strategic Merge Patch"; directives {@code $patch}, {@code
 *     $retainKeys}, {@code $setElementOrder}, {@code $deleteFromPrimitiveList}
 */
public final class StrategicMergePatch {
  private StrategicMergePatch() {}

  /**
   * The target with the patch merged in; neither argument is changed.
   *
   * @throws PatchRefused when a directive is unknown or list elements lack their key
   */
  public static ObjectNode apply(ObjectNode target, ObjectNode patch, SchemaNode schema) {
    return object(target, patch, schema);
  }

  static ObjectNode object(ObjectNode target, ObjectNode patch, SchemaNode schema) {
    switch (patch.path(Directives.PATCH).asText("merge")) {
      case "replace" -> {
        return Directives.strip(patch);
      }
      case "delete" -> {
        return JsonNodeFactory.instance.objectNode();
      }
      case "merge" -> {
        // What is done below.
      }
      default -> throw Directives.unknown(patch.path(Directives.PATCH));
    }
    ObjectNode result = target.deepCopy();
    retainKeys(result, patch.path(Directives.RETAIN_KEYS));
    for (var change : patch.properties()) {
      if (!Directives.isDirective(change.getKey())) {
        field(result, change.getKey(), change.getValue(), schema);
      }
    }
    deletions(result, patch);
    orders(target, result, patch, schema);
    return result;
  }

  private static void retainKeys(ObjectNode result, JsonNode keys) {
    if (!keys.isArray()) {
      return;
    }
    Set<String> kept = new HashSet<>();
    keys.forEach(key -> kept.add(key.asText()));
    result.properties().removeIf(entry -> !kept.contains(entry.getKey()));
  }

  private static void field(ObjectNode result, String name, JsonNode change, SchemaNode schema) {
    JsonNode old = result.path(name);
    SchemaNode below = schema.field(name);
    if (change.isNull()) {
      result.remove(name);
    } else if (change instanceof ObjectNode object) {
      ObjectNode base = old instanceof ObjectNode o ? o : JsonNodeFactory.instance.objectNode();
      result.set(name, object(base, object, below));
    } else if (change instanceof ArrayNode list && below.patchStrategy().contains("merge")) {
      ArrayNode base = old instanceof ArrayNode a ? a : JsonNodeFactory.instance.arrayNode();
      result.set(name, ListMerge.of(below).merge(base, list));
    } else {
      result.set(name, change.deepCopy());
    }
  }

  private static void deletions(ObjectNode result, ObjectNode patch) {
    for (var change : patch.properties()) {
      if (change.getKey().startsWith(Directives.DELETE_FROM_LIST)) {
        String name = change.getKey().substring(Directives.DELETE_FROM_LIST.length());
        deleteFrom(result.path(name), change.getValue());
      }
    }
  }

  private static void orders(
      ObjectNode target, ObjectNode result, ObjectNode patch, SchemaNode schema) {
    for (var change : patch.properties()) {
      if (change.getKey().startsWith(Directives.ELEMENT_ORDER)) {
        String name = change.getKey().substring(Directives.ELEMENT_ORDER.length());
        if (result.path(name) instanceof ArrayNode merged && change.getValue().isArray()) {
          ListMerge list = ListMerge.of(schema.field(name));
          result.set(name, list.inOrder(merged, change.getValue(), target.path(name)));
        }
      }
    }
  }

  private static void deleteFrom(JsonNode list, JsonNode values) {
    if (!values.isArray()) {
      throw PatchRefused.malformed(Directives.DELETE_FROM_LIST + " must be a list");
    }
    if (list instanceof ArrayNode array) {
      Set<JsonNode> gone = new HashSet<>();
      values.forEach(gone::add);
      for (int i = array.size() - 1; i >= 0; i--) {
        if (gone.contains(array.get(i))) {
          array.remove(i);
        }
      }
    }
  }
}
