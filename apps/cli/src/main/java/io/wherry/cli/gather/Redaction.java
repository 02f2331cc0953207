package io.wherry.cli.gather;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Takes secrets out of objects: the archive is sent to strangers. */
final class Redaction {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /** Fields whose text may let somebody in, wherever they stand; cloud-init carries passwords. */
  private static final Set<String> HIDDEN =
      Set.of(
          "password",
          "passwd",
          "token",
          "secretkey",
          "secretaccesskey",
          "privatekey",
          "clientsecret",
          "userdata",
          "userdatabase64");

  private Redaction() {}

  /** A copy that may be shown; what was hidden is told by its length in characters. */
  static JsonNode of(Resource object) {
    ObjectNode tree = object.tree().deepCopy();
    if (object.kind().equals("Secret")) {
      for (String part : List.of("data", "stringData")) {
        if (tree.get(part) instanceof ObjectNode values) {
          values.properties().forEach(e -> e.setValue(hidden(values, e.getValue())));
        }
      }
    }
    if (tree.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      JsonNode _ = annotations.remove(LAST_APPLIED);
    }
    if (tree.get("metadata") instanceof ObjectNode metadata) {
      JsonNode _ = metadata.remove("managedFields");
    }
    hide(tree);
    return tree;
  }

  private static void hide(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        boolean secret =
            field.getValue().isTextual()
                && HIDDEN.contains(field.getKey().toLowerCase(Locale.ROOT))
                && !field.getValue().asText().startsWith("(hidden,");
        if (secret) {
          field.setValue(hidden(object, field.getValue()));
        } else {
          hide(field.getValue());
        }
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(Redaction::hide);
    }
  }

  private static JsonNode hidden(ObjectNode among, JsonNode value) {
    return among.textNode("(hidden, %d characters)".formatted(value.asText().length()));
  }
}
