package io.wherry.placement;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges nodes by a {@code NodeSelector} with its terms. Pure.
 *
 * @source Kubernetes API reference, NodeSelector and NodeSelectorTerm
 */
final class NodeTerms {
  private NodeTerms() {}

  /** True when one term holds; a missing selector takes every node, one without terms none. */
  static boolean match(JsonNode selector, Resource node) {
    if (!selector.isObject()) {
      return true;
    }
    for (JsonNode term : selector.path("nodeSelectorTerms")) {
      if (holds(term, node)) {
        return true;
      }
    }
    return false;
  }

  /** One term; an empty one holds for no node. */
  static boolean holds(JsonNode term, Resource node) {
    JsonNode expressions = term.path("matchExpressions");
    JsonNode fields = term.path("matchFields");
    if (expressions.isEmpty() && fields.isEmpty()) {
      return false;
    }
    Map<String, String> labels = node.labels();
    for (JsonNode e : expressions) {
      if (!holds(e, labels.get(e.path("key").asText()))) {
        return false;
      }
    }
    for (JsonNode f : fields) {
      boolean name = f.path("key").asText().equals("metadata.name");
      if (!name || !holds(f, node.name())) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(JsonNode requirement, @Nullable String value) {
    return switch (requirement.path("operator").asText()) {
      case "In" -> value != null && lists(requirement, value);
      case "NotIn" -> value == null || !lists(requirement, value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> compare(requirement, value).filter(c -> c > 0).isPresent();
      case "Lt" -> compare(requirement, value).filter(c -> c < 0).isPresent();
      default -> false;
    };
  }

  private static boolean lists(JsonNode requirement, String value) {
    for (JsonNode listed : requirement.path("values")) {
      if (listed.asText().equals(value)) {
        return true;
      }
    }
    return false;
  }

  /** Empty when one of the two is no whole number. */
  private static Optional<Integer> compare(JsonNode requirement, @Nullable String value) {
    try {
      long limit = Long.parseLong(requirement.path("values").path(0).asText());
      return value == null
          ? Optional.empty()
          : Optional.of(Long.compare(Long.parseLong(value), limit));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
