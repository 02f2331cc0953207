package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.TokenVerifier.Verified;
import io.wherry.apiserver.access.Authorizer;
import io.wherry.apiserver.access.RulesReview;
import io.wherry.apiserver.http.ApiResources.GroupVersion;
import io.wherry.apiserver.http.ApiResources.Line;
import io.wherry.apiserver.objects.Times;
import io.wherry.apiserver.security.User;
import io.wherry.resources.KindRef.Scope;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

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

  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final Bodies bodies;
  private final Clock clock;

  Reviews(Authenticator authenticator, Authorizer authorizer, Bodies bodies, Clock clock) {
    this.authenticator = authenticator;
    this.authorizer = authorizer;
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
        .filter(l -> (l.scope() == Scope.Namespaced) == !path.namespace().isEmpty())
        .findFirst();
  }

  void handle(Exchange exchange, Line review, ResourcePath path) throws IOException {
    if (!exchange.method().equals("POST")) {
      throw ApiFailure.methodNotAllowed();
    }
    ObjectNode object = bodies.object(exchange);
    object.put("apiVersion", review.owner().text()).put("kind", review.kind());
    ObjectNode metadata = object.withObjectProperty("metadata");
    metadata.putNull("creationTimestamp");
    JsonNode spec = object.path("spec");
    ObjectNode status = object.putObject("status");
    User user = exchange.user();
    switch (review.kind()) {
      case "TokenReview" -> token(spec, status);
      case "SelfSubjectReview" -> {
        metadata.put("creationTimestamp", Times.wire(clock.instant()));
        describe(user, status.putObject("userInfo"));
      }
      case "SelfSubjectRulesReview" -> rules(user, spec, object, status);
      case "SelfSubjectAccessReview" ->
          AccessQuestions.of(review.kind(), spec).answer(authorizer, user, status);
      default -> {
        AccessQuestions question = AccessQuestions.of(review.kind(), spec);
        question.requireNamespace(path.namespace());
        question.answer(authorizer, question.subject(), status);
      }
    }
    Replies.json(exchange, 201, object);
  }

  private void token(JsonNode spec, ObjectNode status) {
    String token = spec.path("token").asText();
    if (token.isEmpty()) {
      throw ApiFailure.badRequest("token is required for TokenReview in authentication");
    }
    List<String> audiences = spec.path("audiences").valueStream().map(JsonNode::asText).toList();
    Optional<Verified> verified = authenticator.verify(token, audiences);
    if (verified.isEmpty()) {
      status.putObject("user");
      status.put("error", "invalid bearer token");
      return;
    }
    status.put("authenticated", true);
    describe(verified.get().user(), status.putObject("user"));
    verified.get().audiences().forEach(status.putArray("audiences")::add);
  }

  private static void describe(User user, ObjectNode into) {
    into.put("username", user.name());
    if (!user.uid().isEmpty()) {
      into.put("uid", user.uid());
    }
    user.groups().forEach(into.putArray("groups")::add);
    if (!user.extra().isEmpty()) {
      ObjectNode extra = into.putObject("extra");
      user.extra().forEach((key, values) -> values.forEach(extra.withArrayProperty(key)::add));
    }
  }

  private void rules(User user, JsonNode spec, ObjectNode object, ObjectNode status) {
    String namespace = spec.path("namespace").asText();
    if (namespace.isEmpty()) {
      throw ApiFailure.badRequest("no namespace on request");
    }
    object.putObject("spec");
    RulesReview.answer(authorizer, user, namespace, status);
  }
}
