package io.wherry.resources;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges labels by a {@code metav1.LabelSelector}. Pure.
 *
 * @source Kubernetes API reference, LabelSelector
 */
public final class LabelMatch {
  private LabelMatch() {}

  /** True when all terms hold; an empty selector takes everything, a missing one nothing. */
  public static boolean matches(JsonNode selector, Map<String, String> labels) {
    if (!selector.isObject()) {
      return false;
    }
    for (var wanted : selector.path("matchLabels").properties()) {
      if (!wanted.getValue().asText().equals(labels.get(wanted.getKey()))) {
        return false;
      }
    }
    for (JsonNode term : selector.path("matchExpressions")) {
      if (!holds(term, labels.get(term.path("key").asText()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(JsonNode term, @Nullable String value) {
    return switch (term.path("operator").asText()) {
      case "In" -> value != null && lists(term, value);
      case "NotIn" -> value == null || !lists(term, value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }

  private static boolean lists(JsonNode term, String value) {
    for (JsonNode listed : term.path("values")) {
      if (listed.asText().equals(value)) {
        return true;
      }
    }
    return false;
  }
}
