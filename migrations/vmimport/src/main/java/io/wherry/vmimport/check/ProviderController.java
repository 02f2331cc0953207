package io.wherry.vmimport.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.problems.Category;
import io.wherry.problems.Problem;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.Credentials;
import io.wherry.spi.Inventories;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.ProviderView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Validates Providers, opens their inventories, tests their connections, and says so in status.
 *
 * @source plans-and-migrations.md section 2.1; inventory-and-providers.md section 2.2
 */
final class ProviderController implements Reconciler {
  /** Looking at an inventory that loads costs nothing; nobody should wait for the next look. */
  private static final Duration LOADING = Duration.ofMillis(250);

  /** Kind of the subject of problems with a key of the Secret. */
  private static final String SECRET_KEY = "Secret key";

  /** As upstream, until a connection works. */
  private static final Duration RETRY = Duration.ofSeconds(3);

  private final KubeApi api;
  private final Inventories inventories;
  private final Map<SourceType, SourceProvider> types;
  private final Supplier<ImportSettings> settings;
  private final StatusWriter status;
  private final ProviderConnections connections;
  private final Dependents secretUsers = new Dependents();
  private final Map<ResourceKey, String> uids = new ConcurrentHashMap<>();

  ProviderController(Surroundings around) {
    this.api = around.api();
    this.inventories = around.inventories();
    this.types = around.types();
    this.settings = around.settings();
    this.status = new StatusWriter(around.api(), around.clock());
    this.connections = new ProviderConnections(inventories, settings, around.clock());
  }

  /** Providers that use the Secret. */
  Dependents secretUsers() {
    return secretUsers;
  }

  /** The Provider with this uid, when it has been looked at. */
  Optional<ResourceKey> keyOf(String uid) {
    return uids.entrySet().stream()
        .filter(e -> e.getValue().equals(uid))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty() || found.get().isBeingDeleted()) {
      return forget(key);
    }
    ProviderView provider = found.get().view(ProviderView::new);
    closeReplaced(key, provider.resource().uid());
    secretUsers.declare(
        key, provider.secret().isSet() ? List.of(provider.secret().key(Kinds.SECRET)) : List.of());
    Optional<SourceProvider> type = provider.type().map(types::get);
    if (provider.isHost()) {
      return host(provider);
    }
    return type.isPresent() ? source(provider, type.get()) : unsupported(provider);
  }

  private Next forget(ResourceKey key) {
    secretUsers.forget(key);
    String uid = uids.remove(key);
    if (uid != null) {
      inventories.close(uid);
      connections.forget(uid);
    }
    return Next.onChange();
  }

  private void closeReplaced(ResourceKey key, String uid) {
    String before = uids.put(key, uid);
    if (before != null && !before.equals(uid)) {
      inventories.close(before);
      connections.forget(before);
    }
  }

  private Next unsupported(ProviderView provider) {
    boolean known = provider.type().isPresent();
    String what =
        known
            ? "Providers of type '" + provider.typeName() + "' are not supported yet"
            : "'" + provider.typeName() + "' is no type of provider";
    String able =
        String.join(", ", types.keySet().stream().map(SourceType::wire).sorted().toList());
    Condition finding =
        Said.critical(
            "ProviderTypeNotSupported",
            "NotSupported",
            what + (known && !provider.url().isEmpty() ? " at " + provider.url() : "") + ".",
            "Sources can be: " + able + "; the destination is openshift with an empty url.");
    write(provider, List.of(finding), "ValidationFailed", "");
    return Next.onChange();
  }

  private Next host(ProviderView provider) {
    List<Condition> found =
        List.of(
            Said.advisory("Validated", "The provider is valid."),
            Said.required("ConnectionTestSucceeded", "Tested", "Wherry runs on this cluster."),
            Said.required("InventoryCreated", "Completed", "The cluster itself is the inventory."),
            Said.required("Ready", "", "The provider is ready."));
    write(provider, found, "Ready", "");
    return Next.onChange();
  }

  private Next source(ProviderView provider, SourceProvider type) {
    Optional<Resource> secret =
        provider.secret().isSet() ? api.get(provider.secret().key(Kinds.SECRET)) : Optional.empty();
    if (provider.secret().isSet() && secret.isEmpty()) {
      write(provider, List.of(missingSecret(provider.secret())), "ValidationFailed", "");
      return Next.onChange();
    }
    Credentials credentials = secret.map(SecretValues::of).orElse(Credentials.NONE);
    String version = secret.map(Resource::resourceVersion).orElse("");
    List<Condition> found =
        new ArrayList<>(conditions(type.check(provider.endpoint(), credentials)));
    if (Conditions.anyBlocks(found)) {
      write(provider, found, "ValidationFailed", version);
      return Next.onChange();
    }
    found.add(Said.advisory("Validated", "The provider is valid."));
    if (credentials.value("insecureSkipVerify").filter("true"::equals).isPresent()) {
      found.add(insecure());
    }
    return connect(provider, new ProviderConnections.Access(provider, credentials, version), found);
  }

  private Next connect(
      ProviderView provider, ProviderConnections.Access access, List<Condition> found) {
    ProviderConnections.Outcome outcome = connections.check(access);
    found.addAll(outcome.found());
    switch (outcome.state()) {
      case REFUSED, FAILED -> write(provider, found, "ConnectionFailed", access.secretVersion());
      case LOADING -> write(provider, found, "Staging", access.secretVersion());
      case LOADED -> {
        found.add(Said.required("Ready", "", "The provider is ready."));
        write(provider, found, "Ready", access.secretVersion());
      }
    }
    return switch (outcome.state()) {
      case REFUSED -> Next.onChange();
      case FAILED -> Next.after(RETRY);
      case LOADING -> Next.after(LOADING);
      case LOADED -> Next.after(settings.get().timings().connectionTest());
    };
  }

  private void write(
      ProviderView provider, List<Condition> found, String phase, String secretVersion) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode().put("phase", phase);
    if (secretVersion.isEmpty()) {
      fields.putNull("secretResourceVersion");
    } else {
      fields.put("secretResourceVersion", secretVersion);
    }
    inventories
        .connection(provider.resource().uid())
        .map(SourceConnection::fingerprint)
        .filter(f -> !f.isEmpty())
        .ifPresent(f -> fields.put("fingerprint", f));
    status.write(
        Kinds.PROVIDER, provider.resource(), new StatusWriter.Statement(found, List.of(), fields));
  }

  private static Condition missingSecret(NamespacedRef secret) {
    return Said.critical(
        "SecretNotValid",
        "NotFound",
        "The Secret " + secret + " of the provider does not exist.",
        "Create it, or correct spec.secret.");
  }

  private static Condition insecure() {
    return Said.warn(
        "ConnectionInsecure",
        "SkipTLSVerification",
        "The TLS certificate of the provider is not verified.",
        "Remove insecureSkipVerify from the Secret and give it the CA certificate.");
  }

  /** One condition for each code; missing keys of the Secret become its items. */
  private static List<Condition> conditions(List<Problem> problems) {
    Map<String, Condition> found = new LinkedHashMap<>();
    for (Problem problem : problems) {
      List<String> items = isKey(problem) ? List.of(problem.subject().name()) : List.of();
      Condition _ =
          found.merge(problem.code().wire(), condition(problem, items), ProviderController::both);
    }
    return List.copyOf(found.values());
  }

  private static boolean isKey(Problem problem) {
    return problem.subject().kind().equals(SECRET_KEY);
  }

  private static Condition condition(Problem problem, List<String> items) {
    return new Condition(
        problem.code().wire(),
        problem.category(),
        problem.category() == Category.Critical ? reason(problem) : "",
        problem.message(),
        problem.advice(),
        items,
        false);
  }

  private static Condition both(Condition first, Condition second) {
    List<String> items = new ArrayList<>(first.items());
    items.addAll(second.items());
    return Said.about(first, items);
  }

  private static String reason(Problem problem) {
    return problem.code().wire().equals("SecretNotValid") ? "DataErr" : "Malformed";
  }
}
