package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiRules;
import io.wherry.apiserver.security.AccountTokens;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.Recurring;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.apiserver.store.Write;
import io.wherry.resources.Kinds;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Gives each namespace what upstream's controllers give it: the ServiceAccount {@code default} and
 * the certificates of the authority. Fills Secrets that ask for a token, and removes them with
 * their account.
 *
 * @source Kubernetes documentation, "Managing Service Accounts"
 */
public final class AccountFurnisher implements AutoCloseable {
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final String TOKEN_TYPE = "kubernetes.io/service-account-token";
  private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
  private static final String AUTHORITY = "kube-root-ca.crt";
  private static final Bucket NAMESPACES = KindCatalog.bucket(Kinds.NAMESPACE);
  private static final Bucket ACCOUNTS = KindCatalog.bucket(Kinds.SERVICE_ACCOUNT);
  private static final Bucket MAPS = KindCatalog.bucket(Kinds.CONFIG_MAP);
  private static final Bucket SECRETS = KindCatalog.bucket(Kinds.SECRET);
  private static final Set<Bucket> WATCHED = Set.of(NAMESPACES, ACCOUNTS, MAPS, SECRETS);

  private final ObjectStore store;
  private final Furnishing furnishing;
  private final AccountTokens tokens;
  private final Supplier<String> authorityPem;
  private final Deletions deletions;
  private final Recurring work;

  /** Follows the store on a thread of its own. */
  public AccountFurnisher(
      ObjectStore store,
      ApiRules rules,
      AccountTokens tokens,
      Supplier<String> authorityPem,
      Clock clock) {
    this.store = store;
    this.furnishing = new Furnishing(store, rules, clock);
    this.tokens = tokens;
    this.authorityPem = authorityPem;
    this.deletions = new Deletions(store, clock);
    this.work = new Recurring("furnishing namespaces", SWEEP, this::everything);
    store.listen(change -> {
      if (WATCHED.contains(change.object().key().bucket())) {
        work.wake();
      }
    });
    work.wake();
  }

  private void everything() {
    store.list(NAMESPACES, "").objects().stream()
        .filter(n -> !n.tree().path("metadata").has("deletionTimestamp"))
        .forEach(n -> furnish(n.key().name()));
    store.list(SECRETS, "").objects().stream()
        .filter(s -> s.tree().path("type").asText().equals(TOKEN_TYPE))
        .forEach(this::settle);
  }

  private void furnish(String namespace) {
    if (store.get(new ObjectKey(ACCOUNTS, namespace, "default")).isEmpty()) {
      furnishing.create(Kinds.SERVICE_ACCOUNT, namespace, named("default"));
    }
    String pem = authorityPem.get();
    Optional<StoredObject> map = store.get(new ObjectKey(MAPS, namespace, AUTHORITY));
    if (map.isEmpty()) {
      ObjectNode fresh = named(AUTHORITY);
      fresh.putObject("data").put("ca.crt", pem);
      furnishing.create(Kinds.CONFIG_MAP, namespace, fresh);
    } else if (!map.get().tree().path("data").path("ca.crt").asText().equals(pem)) {
      ObjectNode next = map.get().tree().deepCopy();
      next.withObjectProperty("data").put("ca.crt", pem);
      var _ = store.write(Write.replace(map.get(), next)); // a lost race comes back as a change
    }
  }

  private static ObjectNode named(String name) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.putObject("metadata").put("name", name);
    return object;
  }

  private void settle(StoredObject secret) {
    var annotations = secret.tree().path("metadata").path("annotations");
    String name = annotations.path(AccountTokens.ACCOUNT_NAME).asText();
    String uid = annotations.path(ACCOUNT_UID).asText();
    Optional<StoredObject> account =
        store
            .get(new ObjectKey(ACCOUNTS, secret.key().namespace(), name))
            .filter(a -> uid.isEmpty() || uid.equals(a.uid()));
    if (account.isEmpty()) {
      deletions.deleteQuietly(secret.key(), DeleteOptions.Propagation.BACKGROUND);
    } else if (secret.tree().path("data").path("token").asText().isEmpty()) {
      ObjectNode next = secret.tree().deepCopy();
      Metadata.of(next).withObjectProperty("annotations").put(ACCOUNT_UID, account.get().uid());
      ObjectNode data = next.withObjectProperty("data");
      data.put("token", encoded(tokens.issueFor(account.get(), secret)));
      data.put("ca.crt", encoded(authorityPem.get()));
      data.put("namespace", encoded(secret.key().namespace()));
      var _ = store.write(Write.replace(secret, next));
    }
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Stops; the next start looks at everything again. */
  @Override
  public void close() {
    work.close();
  }
}
