package io.wherry.apiserver.access;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.security.User;
import java.util.ArrayList;
import java.util.List;

/** What somebody may do in a namespace, as a SelfSubjectRulesReview tells it. */
public final class RulesReview {
  private RulesReview() {}

  /** Fills the {@code status} of the review. */
  public static void answer(Authorizer authorizer, User user, String namespace, ObjectNode status) {
    Authorizer.Rules held = authorizer.rules(user, namespace);
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    for (PolicyRule rule : held.rules()) {
      if (!rule.resources().isEmpty()) {
        resources.add(rule.resourceRule());
      }
      if (!rule.nonResourceUrls().isEmpty()) {
        paths.add(rule.pathRule());
      }
    }
    List<String> errors = new ArrayList<>(held.errors());
    status.put("incomplete", !errors.isEmpty());
    if (!errors.isEmpty()) {
      status.put("evaluationError", Authorizer.joined(errors));
    }
  }
}
