package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.objects.Times;
import io.wherry.apiserver.security.AccountTokens;
import io.wherry.apiserver.security.AccountTokens.Bond;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code …/serviceaccounts/NAME/token}: new tokens for ServiceAccounts.
 *
 * @source Kubernetes API reference, authentication.k8s.io/v1 TokenRequest
 */
final class TokenRequests {
  private static final long DEFAULT_SECONDS = 3600;
  private static final long SHORTEST_SECONDS = 600;
  private static final long LONGEST_SECONDS = 1L << 32;
  private static final Map<String, KindRef> BONDS =
      Map.of("Pod", Kinds.POD, "Secret", Kinds.SECRET, "Node", Kinds.NODE);

  private final AccountTokens tokens;
  private final ObjectStore store;
  private final Bodies bodies;
  private final Clock clock;

  TokenRequests(AccountTokens tokens, ObjectStore store, Bodies bodies, Clock clock) {
    this.tokens = tokens;
    this.store = store;
    this.bodies = bodies;
    this.clock = clock;
  }

  void handle(Exchange exchange, ResourcePath path) throws IOException {
    if (!exchange.method().equals("POST")) {
      throw ApiFailure.methodNotAllowed();
    }
    ObjectNode request = bodies.object(exchange);
    StoredObject account = find(Kinds.SERVICE_ACCOUNT, path.namespace(), path.name());
    JsonNode spec = request.path("spec");
    long seconds = seconds(spec.path("expirationSeconds"));
    List<String> audiences =
        new ArrayList<>(spec.path("audiences").valueStream().map(JsonNode::asText).toList());
    if (audiences.isEmpty()) {
      audiences.add(AccountTokens.ISSUER);
    }
    List<Bond> bonds = bonds(account, spec.path("boundObjectRef"));
    var issued = tokens.issue(account, audiences, Duration.ofSeconds(seconds), bonds);
    ObjectNode answer = request.objectNode();
    answer.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
    ObjectNode metadata = answer.putObject("metadata");
    metadata.put("name", path.name()).put("namespace", path.namespace());
    metadata.put("creationTimestamp", Times.wire(clock.instant()));
    ObjectNode shown = answer.putObject("spec");
    audiences.forEach(shown.putArray("audiences")::add);
    shown.put("expirationSeconds", seconds);
    JsonNode bound = spec.path("boundObjectRef");
    shown.set("boundObjectRef", bound.isObject() ? bound : shown.nullNode());
    ObjectNode status = answer.putObject("status").put("token", issued.token());
    status.put("expirationTimestamp", Times.wire(issued.expires()));
    Replies.json(exchange, 201, answer);
  }

  private static long seconds(JsonNode wanted) {
    long seconds = wanted.asLong(DEFAULT_SECONDS);
    String why =
        seconds < SHORTEST_SECONDS
            ? "may not specify a duration less than 10 minutes"
            : seconds > LONGEST_SECONDS
                ? "may not specify a duration larger than 2^32 seconds"
                : "";
    if (!why.isEmpty()) {
      throw ApiFailure.invalid(
          "TokenRequest.authentication.k8s.io",
          new FieldProblem(
              "spec.expirationSeconds",
              "FieldValueInvalid",
              "Invalid value: " + seconds + ": " + why));
    }
    return seconds;
  }

  private List<Bond> bonds(StoredObject account, JsonNode reference) {
    if (!reference.isObject()) {
      return List.of();
    }
    String kind = reference.path("kind").asText();
    KindRef ref = BONDS.get(kind);
    if (ref == null || !reference.path("apiVersion").asText("v1").equals("v1")) {
      throw ApiFailure.badRequest(
          "cannot bind token to object of type "
              + reference.path("apiVersion").asText()
              + ", Kind="
              + kind);
    }
    StoredObject bound =
        find(
            ref,
            ref.isNamespaced() ? account.key().namespace() : "",
            reference.path("name").asText());
    String uid = reference.path("uid").asText();
    if (!uid.isEmpty() && !uid.equals(bound.uid())) {
      throw ApiFailure.conflict(
          ref,
          bound.key().name(),
          "the UID in the bound object reference (%s) does not match the UID in record. The object might have been deleted and then recreated"
              .formatted(uid));
    }
    List<Bond> bonds = new ArrayList<>();
    bonds.add(bond(ref, bound));
    if (ref.equals(Kinds.POD)) {
      requireAccount(account, bound);
      String node = bound.tree().at("/spec/nodeName").asText();
      store
          .get(new ObjectKey(bucket(Kinds.NODE), "", node))
          .ifPresent(n -> bonds.add(bond(Kinds.NODE, n)));
    }
    return bonds;
  }

  private static void requireAccount(StoredObject account, StoredObject pod) {
    String own = pod.tree().at("/spec/serviceAccountName").asText("default");
    if (!own.equals(account.key().name())) {
      throw ApiFailure.badRequest(
          "cannot bind token for serviceaccount \""
              + account.key().name()
              + "\" to pod running with different serviceaccount name.");
    }
  }

  private static Bond bond(KindRef ref, StoredObject object) {
    String claim = ref.kind().toLowerCase(java.util.Locale.ROOT);
    return new Bond(claim, object.key().name(), object.uid());
  }

  private StoredObject find(KindRef ref, String namespace, String name) {
    return store
        .get(new ObjectKey(bucket(ref), namespace, name))
        .orElseThrow(() -> ApiFailure.notFound(ref, name));
  }

  private static Bucket bucket(KindRef ref) {
    return new Bucket(ref.group(), ref.plural());
  }
}
