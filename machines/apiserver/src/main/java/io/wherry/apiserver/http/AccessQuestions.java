package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.access.Attributes;
import io.wherry.apiserver.access.Authorizer;
import io.wherry.apiserver.access.Decision;
import io.wherry.apiserver.security.User;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The question of an access review: who wants what.
 *
 * @source Kubernetes API reference, authorization.k8s.io/v1
 */
record AccessQuestions(String kind, JsonNode spec, Attributes wish) {

  /**
   * @throws ApiFailure 422 when the question is no question
   */
  static AccessQuestions of(String kind, JsonNode spec) {
    JsonNode resource = spec.path("resourceAttributes");
    JsonNode path = spec.path("nonResourceAttributes");
    if (resource.isObject() && path.isObject()) {
      throw invalid(
          kind,
          "spec.nonResourceAttributes",
          path.toString(),
          "cannot be specified in combination with resourceAttributes");
    }
    if (!kind.startsWith("Self")
        && spec.path("user").asText().isEmpty()
        && spec.path("groups").isEmpty()) {
      throw invalid(kind, "spec.user", "\"\"", "at least one of user or group must be specified");
    }
    if (!resource.isObject() && !path.isObject()) {
      throw invalid(
          kind,
          "spec.resourceAttributes",
          "\"null\"",
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
    return new AccessQuestions(kind, spec, resource.isObject() ? ofResource(resource) : of(path));
  }

  private static Attributes of(JsonNode path) {
    return Attributes.ofPath(path.path("verb").asText(), path.path("path").asText());
  }

  private static Attributes ofResource(JsonNode resource) {
    return new Attributes(
        resource.path("verb").asText(),
        resource.path("group").asText(),
        resource.path("version").asText(),
        resource.path("namespace").asText(),
        resource.path("resource").asText("*"),
        resource.path("subresource").asText(),
        resource.path("name").asText(),
        "");
  }

  /** Local reviews ask about their own namespace only. */
  void requireNamespace(String namespace) {
    if (!namespace.isEmpty() && !wish.namespace().equals(namespace)) {
      throw invalid(
          kind,
          "spec.resourceAttributes.namespace",
          "\"" + wish.namespace() + "\"",
          "must match metadata.namespace");
    }
  }

  User subject() {
    Map<String, List<String>> extra = new TreeMap<>();
    spec.path("extra").properties().forEach(e -> extra.put(e.getKey(), texts(e.getValue())));
    return new User(
        spec.path("user").asText(), spec.path("uid").asText(), texts(spec.path("groups")), extra);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  void answer(Authorizer authorizer, User user, ObjectNode status) {
    Decision decision = authorizer.decide(user, wish);
    status.put("allowed", decision.isAllowed());
    if (!decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
  }

  private static ApiFailure invalid(String kind, String field, String value, String why) {
    return ApiFailure.invalid(
        kind + ".authorization.k8s.io",
        new FieldProblem(field, "FieldValueInvalid", "Invalid value: " + value + ": " + why));
  }
}
