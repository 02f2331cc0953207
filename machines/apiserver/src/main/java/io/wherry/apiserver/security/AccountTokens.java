package io.wherry.apiserver.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.TokenVerifier;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of ServiceAccounts: signed here, for an audience and a time, void as soon as the account
 * or the object they are bound to has gone. Thread-safe.
 *
 * @source Kubernetes documentation, "Managing Service Accounts"
 */
public final class AccountTokens implements TokenVerifier {
  /** Who signs; also the audience of tokens for this server. */
  public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  /** Annotation of a Secret that holds a token: whose. */
  public static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";

  private static final String CLAIM = "kubernetes.io";
  private static final String FACT = "authentication.kubernetes.io/";
  private static final Bucket ACCOUNTS = new Bucket("", "serviceaccounts");
  private static final int REMEMBERED = 1_000;

  /** Objects that a token may be bound to, by their claim. */
  private static final Map<String, String> BOUND =
      Map.of("pod", "pods", "secret", "secrets", "node", "nodes");

  /**
   * An object that a token lives with.
   *
   * @param claim {@code pod}, {@code secret} or {@code node}
   */
  public record Bond(String claim, String name, String uid) {}

  /** A new token. It is secret. */
  public record Issued(String token, Instant expires) {}

  private final AccountKeys keys;
  private final ObjectStore store;
  private final Clock clock;
  private final RecentMap<String, JsonNode> verified = new RecentMap<>(REMEMBERED);

  public AccountTokens(Path keyFile, ObjectStore store, Clock clock) {
    this.keys = AccountKeys.open(keyFile);
    this.store = store;
    this.clock = clock;
  }

  /** The public keys, for those who verify tokens themselves. */
  public ObjectNode publicKeySet() {
    return keys.publicKeySet();
  }

  /**
   * A token for the account.
   *
   * @param bonds what it lives with besides the account
   */
  public Issued issue(
      StoredObject account, List<String> audiences, Duration life, List<Bond> bonds) {
    Instant now = clock.instant();
    ObjectNode claims = claims(account);
    audiences.forEach(claims.putArray("aud")::add);
    claims.put("exp", now.plus(life).getEpochSecond()).put("iat", now.getEpochSecond());
    claims.put("nbf", now.getEpochSecond()).put("jti", UUID.randomUUID().toString());
    ObjectNode ours = claims.withObjectProperty(CLAIM);
    bonds.forEach(b -> ours.putObject(b.claim()).put("name", b.name()).put("uid", b.uid()));
    return new Issued(keys.sign(claims), now.plus(life));
  }

  /** A token without end that lives with the Secret it is kept in. */
  public String issueFor(StoredObject account, StoredObject secret) {
    ObjectNode claims = claims(account);
    claims.putArray("aud").add(ISSUER);
    claims
        .withObjectProperty(CLAIM)
        .putObject("secret")
        .put("name", secret.key().name())
        .put("uid", secret.uid());
    return keys.sign(claims);
  }

  private static ObjectNode claims(StoredObject account) {
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    String namespace = account.key().namespace();
    String name = account.key().name();
    claims.put("iss", ISSUER).put("sub", "system:serviceaccount:" + namespace + ":" + name);
    ObjectNode ours = claims.putObject(CLAIM).put("namespace", namespace);
    ours.putObject("serviceaccount").put("name", name).put("uid", account.uid());
    return claims;
  }

  @Override
  public Optional<Verified> verify(String token, List<String> audiences) {
    Optional<JsonNode> claims = signed(token).filter(this::isInTime);
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    List<String> wanted = audiences.isEmpty() ? List.of(ISSUER) : audiences;
    List<String> matching = new ArrayList<>();
    for (JsonNode audience : claims.get().path("aud")) {
      if (wanted.contains(audience.asText())) {
        matching.add(audience.asText());
      }
    }
    return matching.isEmpty()
        ? Optional.empty()
        : user(claims.get()).map(user -> new Verified(user, List.copyOf(matching)));
  }

  private Optional<JsonNode> signed(String token) {
    Optional<JsonNode> known = verified.get(token);
    if (known.isPresent()) {
      return known;
    }
    Optional<JsonNode> claims =
        Jwt.parse(token)
            .filter(t -> t.claims().path("iss").asText().equals(ISSUER))
            .filter(t -> keys.find(t.keyId()).filter(t::isSignedBy).isPresent())
            .map(Jwt::claims);
    claims.ifPresent(c -> verified.put(token, c));
    return claims;
  }

  private boolean isInTime(JsonNode claims) {
    long now = clock.instant().getEpochSecond();
    JsonNode end = claims.path("exp");
    return now >= claims.path("nbf").asLong() && (end.isMissingNode() || now < end.asLong());
  }

  private Optional<User> user(JsonNode claims) {
    JsonNode ours = claims.path(CLAIM);
    String namespace = ours.path("namespace").asText();
    JsonNode account = ours.path("serviceaccount");
    String name = account.path("name").asText();
    String uid = account.path("uid").asText();
    if (!lives(new ObjectKey(ACCOUNTS, namespace, name), uid)) {
      return Optional.empty();
    }
    Map<String, List<String>> facts = new TreeMap<>();
    String id = claims.path("jti").asText();
    if (!id.isEmpty()) {
      facts.put(FACT + "credential-id", List.of("JTI=" + id));
    }
    for (var bound : BOUND.entrySet()) {
      JsonNode bond = ours.get(bound.getKey());
      if (bond != null && !holds(bound.getValue(), namespace, bond)) {
        return Optional.empty();
      }
      note(facts, bound.getKey(), bond);
    }
    return Optional.of(User.ofServiceAccount(namespace, name, uid, facts));
  }

  private boolean holds(String plural, String namespace, JsonNode bond) {
    String home = plural.equals("nodes") ? "" : namespace;
    ObjectKey key = new ObjectKey(new Bucket("", plural), home, bond.path("name").asText());
    return lives(key, bond.path("uid").asText());
  }

  private static void note(Map<String, List<String>> facts, String claim, @Nullable JsonNode bond) {
    if (bond != null && !claim.equals("secret")) {
      facts.put(FACT + claim + "-name", List.of(bond.path("name").asText()));
      facts.put(FACT + claim + "-uid", List.of(bond.path("uid").asText()));
    }
  }

  private boolean lives(ObjectKey key, String uid) {
    return store.get(key).filter(o -> o.uid().equals(uid)).isPresent();
  }
}
