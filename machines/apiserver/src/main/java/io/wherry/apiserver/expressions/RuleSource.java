package io.wherry.apiserver.expressions;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One entry of {@code x-kubernetes-validations} as it was written; texts are empty when absent.
 *
 * @param optionalOldSelf true when the rule also runs where there is no earlier value
 */
record RuleSource(
    String rule,
    String message,
    String messageExpression,
    String reason,
    String fieldPath,
    boolean optionalOldSelf) {
  static RuleSource of(JsonNode entry) {
    return new RuleSource(
        entry.path("rule").asText(),
        entry.path("message").asText(),
        entry.path("messageExpression").asText(),
        entry.path("reason").asText(),
        entry.path("fieldPath").asText(),
        entry.path("optionalOldSelf").asBoolean());
  }

  /** What names the rule in a message about its evaluation. */
  String label() {
    return (message.isEmpty() ? rule : message).strip();
  }

  /** What a refused object's owner reads when no message was computed. */
  String refusal() {
    return message.isEmpty() ? "failed rule: " + rule.strip() : message.strip();
  }
}
