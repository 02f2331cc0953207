package io.wherry.apiserver;

import io.wherry.apiserver.access.RoleAggregation;
import io.wherry.apiserver.audit.AuditLog;
import io.wherry.apiserver.http.HttpFront;
import io.wherry.apiserver.objects.AccountFurnisher;
import io.wherry.apiserver.objects.Bootstrap;
import io.wherry.apiserver.objects.Cascade;
import io.wherry.apiserver.quota.QuotaKeeper;
import io.wherry.apiserver.rules.KubernetesRules;
import io.wherry.apiserver.security.AccountTokens;
import io.wherry.apiserver.security.CertificateKeeper;
import io.wherry.apiserver.security.ClientCertificates;
import io.wherry.apiserver.security.HostCheck;
import io.wherry.apiserver.security.Kubeconfig;
import io.wherry.apiserver.security.OwnLogin;
import io.wherry.apiserver.security.TlsIdentity;
import io.wherry.apiserver.security.TokenFile;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.PrivateFiles;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.WherryException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API server in this process: HTTPS, bearer tokens, a durable store, watches. Start it
 * once, close it once; not thread-safe itself.
 */
public final class EmbeddedApiServer implements AutoCloseable {
  private static final List<String> NAMES =
      List.of(
          "localhost",
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "127.0.0.1",
          "::1");
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::");

  private static final Executor ON_THREADS =
      task -> {
        Thread _ = Thread.ofPlatform().name("apiserver-start").daemon(true).start(task);
      };

  private final ApiServerSettings settings;
  private final Supplier<ApiRules> rules;
  private final OwnLogin own = new OwnLogin();
  private @Nullable Running running;

  private record Running(
      ObjectStore store,
      Keepers keepers,
      HttpFront front,
      AuditLog audit,
      CertificateKeeper certificates,
      TokenFile tokens) {}

  /** Serves Kubernetes' own kinds and the bundled custom ones. Does nothing yet. */
  public EmbeddedApiServer(ApiServerSettings settings) {
    this(settings, KubernetesRules::load);
  }

  /** With other rules. Does nothing yet. */
  EmbeddedApiServer(ApiServerSettings settings, Supplier<ApiRules> rules) {
    this.settings = settings;
    this.rules = rules;
  }

  /**
   * Opens the store and listens; blocks until requests are answered.
   *
   * @throws InvalidRequest when the directory cannot be used
   * @throws io.wherry.problems.PeerUnavailable when the port is taken
   */
  public void start() {
    Path directory = settings.directory();
    try {
      PrivateFiles.createDirectory(directory);
    } catch (IOException e) {
      throw new InvalidRequest(
          "The directory " + directory + " cannot be made: " + e.getMessage(), e);
    }
    // Schemas, certificates and the store are read side by side: start-up is mostly class loading.
    List<String> names = names();
    CompletableFuture<ApiRules> schemas = CompletableFuture.supplyAsync(rules, ON_THREADS);
    CompletableFuture<TlsIdentity> identity =
        CompletableFuture.supplyAsync(
            () -> TlsIdentity.open(directory.resolve("tls"), settings.clock(), names), ON_THREADS);
    ObjectStore store = new ObjectStore(directory);
    try {
      running = run(store, names, joined(schemas), joined(identity));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private Running run(ObjectStore store, List<String> names, ApiRules loaded, TlsIdentity tls) {
    Path directory = settings.directory();
    TokenFile tokens = TokenFile.open(directory.resolve("tokens"));
    CompletableFuture<Void> furnished =
        CompletableFuture.runAsync(
            () -> new Bootstrap(store, loaded, settings.clock()).run(), ON_THREADS);
    AccountTokens accounts =
        new AccountTokens(directory.resolve("accounts.keys"), store, settings.clock());
    ClientCertificates clients = new ClientCertificates(directory.resolve("tls"), settings.clock());
    HttpFront.Door door =
        new HttpFront.Door(
            settings.address(),
            settings.port(),
            tls,
            new HttpFront.Logins(verifiers(tokens, accounts), clients, accounts),
            new HostCheck(names));
    AuditLog audit = AuditLog.open(directory.resolve("audit"), settings.policies().audit());
    HttpFront front = new HttpFront(door, backend(store, loaded, audit));
    var _ = joined(furnished);
    front.start();
    Keepers keepers = new Keepers();
    var certificates =
        keepers.add(
            new CertificateKeeper(
                directory.resolve("tls"),
                settings.clock(),
                names,
                tls,
                new CertificateKeeper.Listeners(clients, front::renew)));
    keepers.add(new Cascade(store, settings.clock()));
    keepers.add(new QuotaKeeper(store));
    keepers.add(new RoleAggregation(store));
    keepers.add(
        new AccountFurnisher(
            store,
            loaded,
            accounts,
            () -> certificates.identity().authorityPem(),
            settings.clock()));
    return new Running(store, keepers, front, audit, certificates, tokens);
  }

  private List<TokenVerifier> verifiers(TokenFile tokens, AccountTokens accounts) {
    List<TokenVerifier> all = new ArrayList<>(List.of(own, tokens, accounts));
    all.addAll(settings.policies().verifiers());
    return all;
  }

  private HttpFront.Backend backend(ObjectStore store, ApiRules loaded, AuditLog audit) {
    return new HttpFront.Backend(
        store,
        loaded,
        settings.logs(),
        settings.extensions(),
        settings.policies().admissions(),
        settings.policies().guards(),
        settings.policies().evictions(),
        settings.policies().limits(),
        audit,
        settings.clock());
  }

  private static <T extends @Nullable Object> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof WherryException cause
          ? cause
          : new Defect("The API server could not be set up.", e);
    }
  }

  private List<String> names() {
    Set<String> names = new LinkedHashSet<>(NAMES);
    names.addAll(settings.hostNames());
    if (!WILDCARDS.contains(settings.address())) {
      names.add(settings.address());
    }
    try {
      names.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException _) {
      // a machine without a name is reached by its address
    }
    return new ArrayList<>(names);
  }

  /** The port it listens on. */
  public int port() {
    return running().front().port();
  }

  /** {@code https://address:port} for clients on this machine. */
  public String url() {
    String address = settings.address();
    String host = WILDCARDS.contains(address) ? "127.0.0.1" : address;
    return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** PEM of the CA that vouches for this server now. */
  public String authorityPem() {
    return running().certificates().identity().authorityPem();
  }

  /** A kubeconfig for the administrator. It holds the token: write it for the owner only. */
  public String kubeconfig() {
    Running now = running();
    return Kubeconfig.text(
        url(), now.certificates().identity().authorityPem(), now.tokens().adminToken());
  }

  /**
   * A kubeconfig for controllers in this process: administrators under a name and limits of their
   * own. Never write it: its token ends with this object.
   */
  public String ownKubeconfig() {
    String authority = running().certificates().identity().authorityPem();
    Kubeconfig.Credential token = new Kubeconfig.Credential.Token(own.token());
    return Kubeconfig.text(
        url(), authority, new Kubeconfig.Identity(OwnLogin.USER.name(), "default", token));
  }

  private Running running() {
    if (running == null) {
      throw new IllegalStateException("The API server is not running.");
    }
    return running;
  }

  /** Ends all connections, finishes what was acknowledged and closes the store; blocks. */
  @Override
  public void close() {
    Running now = running;
    running = null;
    if (now != null) {
      try {
        now.front().close();
      } finally {
        now.keepers().close();
        now.audit().close();
        now.store().close();
      }
    }
  }
}
