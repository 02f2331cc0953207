package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.http.ApiResources.GroupVersion;
import io.wherry.apiserver.http.ApiResources.Line;
import io.wherry.apiserver.security.TokenFile;
import io.wherry.apiserver.security.User;
import io.wherry.resources.KindRef.Scope;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Questions about users and permissions: objects that are answered and never stored. */
final class Reviews {
  private static final GroupVersion AUTHENTICATION =
      new GroupVersion("authentication.k8s.io", "v1");
  private static final GroupVersion AUTHORIZATION = new GroupVersion("authorization.k8s.io", "v1");

  static final List<Line> LINES =
      List.of(
          line(AUTHENTICATION, "tokenreviews", "TokenReview", Scope.Cluster),
          line(AUTHENTICATION, "selfsubjectreviews", "SelfSubjectReview", Scope.Cluster),
          line(AUTHORIZATION, "subjectaccessreviews", "SubjectAccessReview", Scope.Cluster),
          line(AUTHORIZATION, "selfsubjectaccessreviews", "SelfSubjectAccessReview", Scope.Cluster),
          line(AUTHORIZATION, "selfsubjectrulesreviews", "SelfSubjectRulesReview", Scope.Cluster),
          line(
              AUTHORIZATION,
              "localsubjectaccessreviews",
              "LocalSubjectAccessReview",
              Scope.Namespaced));

  private final TokenFile tokens;
  private final Bodies bodies;
  private final Clock clock;

  Reviews(TokenFile tokens, Bodies bodies, Clock clock) {
    this.tokens = tokens;
    this.bodies = bodies;
    this.clock = clock;
  }

  private static Line line(GroupVersion owner, String plural, String kind, Scope scope) {
    KindDefinition.Names names = KindDefinition.Names.of(kind.toLowerCase(java.util.Locale.ROOT));
    return new Line(owner, plural, kind, scope, List.of("create"), names);
  }

  /** The review kind under the path, if it is one. */
  static Optional<Line> find(ResourcePath path) {
    return LINES.stream()
        .filter(l -> l.owner().group().equals(path.group()))
        .filter(l -> l.owner().version().equals(path.version()))
        .filter(l -> l.path().equals(path.plural()) && path.name().isEmpty())
        .findFirst();
  }

  void handle(Exchange exchange, Line review) throws IOException {
    if (!exchange.method().equals("POST")) {
      throw ApiFailure.methodNotAllowed();
    }
    ObjectNode object = bodies.object(exchange);
    object.put("apiVersion", review.owner().text()).put("kind", review.kind());
    ObjectNode status = object.putObject("status");
    switch (review.kind()) {
      case "TokenReview" -> token(object.path("spec"), status);
      case "SelfSubjectReview" -> {
        object.withObjectProperty("metadata").put("creationTimestamp", clock.instant().toString());
        describe(exchange.user(), status.putObject("userInfo"));
      }
      case "SelfSubjectAccessReview" -> allow(exchange.user().isAdministrator(), status);
      case "SelfSubjectRulesReview" -> rules(exchange.user(), status);
      default -> allow(groups(object.path("spec")).anyMatch("system:masters"::equals), status);
    }
    Replies.json(exchange, 201, object);
  }

  private void token(JsonNode spec, ObjectNode status) {
    Optional<User> user = tokens.userOf(spec.path("token").asText());
    status.put("authenticated", user.isPresent());
    user.ifPresentOrElse(
        u -> describe(u, status.putObject("user")),
        () -> status.put("error", "the token is not known"));
  }

  private static void describe(User user, ObjectNode into) {
    into.put("username", user.name()).put("uid", user.uid());
    user.groups().forEach(into.putArray("groups")::add);
  }

  private static Stream<String> groups(JsonNode spec) {
    return spec.path("groups").valueStream().map(JsonNode::asText);
  }

  private static void allow(boolean allowed, ObjectNode status) {
    status.put("allowed", allowed);
    if (!allowed) {
      status.put("reason", "only members of system:masters have access");
    }
  }

  private static void rules(User user, ObjectNode status) {
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    status.put("incomplete", false);
    if (user.isAdministrator()) {
      ObjectNode rule = resources.addObject();
      rule.putArray("verbs").add("*");
      rule.putArray("apiGroups").add("*");
      rule.putArray("resources").add("*");
      ObjectNode path = paths.addObject();
      path.putArray("verbs").add("*");
      path.putArray("nonResourceURLs").add("*");
    }
  }
}
