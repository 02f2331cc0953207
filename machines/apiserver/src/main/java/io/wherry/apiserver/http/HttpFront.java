package io.wherry.apiserver.http;

import io.wherry.apiserver.Admission;
import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiRules;
import io.wherry.apiserver.EvictionGuard;
import io.wherry.apiserver.KindGuard;
import io.wherry.apiserver.PodLogSource;
import io.wherry.apiserver.ServingLimits;
import io.wherry.apiserver.TokenVerifier;
import io.wherry.apiserver.access.Authorizer;
import io.wherry.apiserver.access.Escalations;
import io.wherry.apiserver.access.GuardWorld;
import io.wherry.apiserver.audit.AuditLog;
import io.wherry.apiserver.health.Probes;
import io.wherry.apiserver.objects.Deletions;
import io.wherry.apiserver.objects.Evictions;
import io.wherry.apiserver.objects.KindCatalog;
import io.wherry.apiserver.objects.KindGuards;
import io.wherry.apiserver.objects.ObjectReads;
import io.wherry.apiserver.objects.ObjectWrites;
import io.wherry.apiserver.objects.WriteGate;
import io.wherry.apiserver.security.AccountTokens;
import io.wherry.apiserver.security.ClientCertificates;
import io.wherry.apiserver.security.HostCheck;
import io.wherry.apiserver.security.TlsIdentity;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.problems.PeerUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The HTTPS port: HTTP/2 and HTTP/1.1 on virtual threads.
 *
 * @source stack.md 4, Jetty traps
 */
public final class HttpFront implements AutoCloseable {
  /** What the front serves. */
  public record Backend(
      ObjectStore store,
      ApiRules rules,
      PodLogSource logs,
      List<ApiExtension> extensions,
      List<Admission> admissions,
      List<KindGuard> guards,
      EvictionGuard evictions,
      ServingLimits limits,
      AuditLog audit,
      Clock clock) {}

  /** Where and to whom it listens. */
  public record Door(String address, int port, TlsIdentity tls, Logins logins, HostCheck hosts) {}

  /**
   * How users prove who they are.
   *
   * @param verifiers asked in this order for bearer tokens
   * @param accounts makes tokens for ServiceAccounts
   */
  public record Logins(
      List<TokenVerifier> verifiers, ClientCertificates certificates, AccountTokens accounts) {}

  /** Above the longest default watch (one hour) and the interval of bookmarks. */
  private static final Duration IDLE = Duration.ofMinutes(90);

  private static final int HEADER_BYTES = 32 * 1024;

  /** Go's default is 250 and clients multiplex all their watches on one connection. */
  private static final int STREAMS = 4096;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  private final Server server;
  private final ServerConnector connector;
  private final TlsContext tls;
  private final ObjectStore store;
  private final AtomicBoolean stopping = new AtomicBoolean();

  public HttpFront(Door door, Backend backend) {
    this.store = backend.store();
    VirtualThreadPool threads = new VirtualThreadPool(0); // 0: no limit; 200 watches would jam it
    threads.setName("apiserver");
    this.server = new Server(threads);
    server.setErrorHandler(new StatusErrors());
    server.setStopTimeout(STOP_TIMEOUT.toMillis());
    this.tls = new TlsContext(door.tls(), door.logins().certificates());
    this.connector = connector(door);
    server.addConnector(connector);
    server.setHandler(handler(door, backend));
  }

  private ServerConnector connector(Door door) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setUriCompliance(UriCompliance.DEFAULT);
    SecureRequestCustomizer secure = new SecureRequestCustomizer();
    secure.setSniHostCheck(false); // names are checked by HostCheck, with our own answer
    http.addCustomizer(secure);
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(STREAMS);
    // A client that stops closes all its watches at once; the default of 128 such frames in a
    // second would make the server hang up on everything else of that client.
    http2.setRateControlFactory(new WindowRateControl.Factory(2 * STREAMS));
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    SslConnectionFactory ssl = new SslConnectionFactory(tls, alpn.getProtocol());
    // One selector and acceptor: there are few connections, each idle one costs nothing.
    ServerConnector made = new ServerConnector(server, 1, 1, ssl, alpn, http2, http1);
    made.setHost(door.address());
    made.setPort(door.port());
    made.setIdleTimeout(IDLE.toMillis());
    return made;
  }

  private RootHandler handler(Door door, Backend backend) {
    Clock clock = backend.clock();
    ApiRules rules = backend.rules();
    KindCatalog catalog = new KindCatalog(store, rules.builtIn());
    Bodies bodies = new Bodies(rules.decoder());
    Shapes shapes = new Shapes(rules.tables(), clock);
    Sockets sockets = new Sockets(server, IDLE);
    WatchHandler watches =
        new WatchHandler(store, shapes, stopping::get, backend.limits().stalled());
    Metrics metrics = new Metrics(watches::open, store::revision);
    Authorizer authorizer = new Authorizer(store);
    var verbs = verbs(backend, authorizer);
    Authenticator authenticator =
        new Authenticator(door.logins().verifiers(), door.logins().certificates());
    Parts.Doors parts =
        new Parts.Doors(
            new Evictions(store, verbs.deletions(), backend.evictions(), clock),
            new PodLogs(backend.logs(), clock),
            new Scales(catalog, verbs.reads(), verbs.writes(), bodies),
            new TokenRequests(door.logins().accounts(), store, bodies, clock));
    Routes.MainDoors mains =
        new Routes.MainDoors(
            catalog, new ResourceHandler(verbs, watches, shapes, bodies), watches, sockets);
    Routes.SideDoors sides =
        new Routes.SideDoors(
            new Discovery(new ApiResources(catalog, backend.extensions())),
            new OpenApiHandler(catalog, rules.openApi()),
            new Reviews(authenticator, authorizer, bodies, clock),
            new Parts(verbs, parts, bodies),
            new IssuerDiscovery(door.logins().accounts()),
            new ExtensionHandler(backend.extensions(), authorizer, sockets),
            metrics,
            probes());
    Routes routes = new Routes(sides, mains);
    Doorkeeper doorkeeper = new Doorkeeper(door.hosts(), authenticator, authorizer, routes);
    return new RootHandler(
        doorkeeper,
        new InFlight(backend.limits()),
        routes,
        new RootHandler.Observers(metrics, new Auditor(backend.audit(), clock)));
  }

  private Probes probes() {
    List<Probes.Check> alive =
        List.of(
            new Probes.Check("ping", () -> true), new Probes.Check("store", store::isWriterAlive));
    List<Probes.Check> ready =
        List.of(
            new Probes.Check("store-writes", store::takesWrites),
            new Probes.Check("shutdown", () -> !stopping.get()));
    return new Probes(alive, ready);
  }

  private ResourceHandler.Verbwork verbs(Backend backend, Authorizer authorizer) {
    List<Admission> admissions = new ArrayList<>(List.of(new Escalations(authorizer)));
    admissions.addAll(backend.admissions());
    WriteGate gate =
        new WriteGate(
            admissions,
            new Permissions(authorizer)::requireCreate,
            new KindGuards(backend.guards(), new GuardWorld(store, authorizer)));
    return new ResourceHandler.Verbwork(
        new ObjectReads(store),
        new ObjectWrites(store, backend.rules(), gate, backend.clock()),
        new Deletions(store, backend.clock()));
  }

  /** New connections get these certificates; open ones live on. */
  public void renew(TlsIdentity identity) {
    tls.change(identity);
  }

  /** Starts to listen; blocks until it does. @throws PeerUnavailable when the port is taken */
  public void start() {
    try {
      server.start();
    } catch (Exception e) {
      throw new PeerUnavailable(
          "The API server cannot listen on "
              + connector.getHost()
              + ":"
              + connector.getPort()
              + ": "
              + e.getMessage()
              + ". Choose another port or stop who uses it.",
          e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Ends watches and connections; blocks for at most a few seconds. */
  @Override
  public void close() {
    stopping.set(true);
    store.nudge();
    try {
      server.stop();
    } catch (Exception e) {
      throw new PeerUnavailable("The HTTPS port was not closed cleanly.", e);
    }
  }
}
