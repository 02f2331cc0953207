package io.wherry.testkit.vsphere;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.wherry.testkit.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.w3c.dom.Element;

/**
 * A vCenter, or an ESXi host, over TLS on the loopback address: the part of the SOAP API, of
 * datastore access and of exports that imports use.
 */
public final class VsphereDouble implements AutoCloseable {
  /** Who may log in. */
  public static final String USER = "administrator@vsphere.local";

  /** And with what, at first. */
  public static final String PASSWORD = "secret";

  private static final String COOKIE = "vmware_soap_session=";
  private static final int VALID_DAYS = 30;

  /** Making one takes the JDK's tool a second. */
  private static final Map<Integer, SelfSigned> MADE = new ConcurrentHashMap<>();

  private final SimEstate estate;
  private final SelfSigned certificate;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Sessions sessions = new Sessions(USER, PASSWORD);
  private final Leases leases;
  private final DataHttp data;
  private final SoapMethods methods;
  private final AtomicLong calls = new AtomicLong();

  static {
    // Small answers would wait for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private VsphereDouble(SimEstate estate, String apiType, int certificateDays) {
    this.estate = estate;
    this.certificate =
        MADE.computeIfAbsent(certificateDays, days -> SelfSigned.make("vcenter.test", days));
    this.leases = new Leases(estate);
    this.data = new DataHttp(estate, leases);
    this.methods = new SoapMethods(estate, sessions, leases, apiType);
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.setExecutor(threads);
    server.createContext("/sdk", this::soap);
    server.createContext("/folder/", exchange -> withSession(exchange, data::folder));
    server.createContext("/nfc/", exchange -> withSession(exchange, data::nfc));
    server.start();
  }

  /** A vCenter. */
  public static VsphereDouble vcenter(SimEstate estate) {
    return new VsphereDouble(estate, "VirtualCenter", VALID_DAYS);
  }

  /** An ESXi host with the same datastore. */
  public static VsphereDouble host(SimEstate estate) {
    return new VsphereDouble(estate, "HostAgent", VALID_DAYS);
  }

  /** A vCenter whose certificate has expired. */
  public static VsphereDouble expired(SimEstate estate) {
    return new VsphereDouble(estate, "VirtualCenter", -10);
  }

  public SimEstate estate() {
    return estate;
  }

  /** Of the SDK. */
  public String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/sdk";
  }

  /** PEM of the certificate, which is its own CA. */
  public String pem() {
    return certificate.pem();
  }

  /** SHA-1 of the certificate, with colons. */
  public String thumbprint() {
    return certificate.thumbprint();
  }

  /** All sessions end, as when the server restarts. */
  public void endSessions() {
    sessions.endAll();
  }

  /** The account gets another password. */
  public void changePassword(String now) {
    sessions.password(now);
  }

  /** Logins that were refused. */
  public int refusedLogins() {
    return sessions.refusedLogins();
  }

  /** Logins that were let in. */
  public int logins() {
    return sessions.logins();
  }

  /** Bytes of disks that were sent so far. */
  public long served() {
    return data.served();
  }

  /** How many methods were called. */
  public long calls() {
    return calls.get();
  }

  /** Exports that are not kept alive that often die. */
  public void leaseTimeout(Duration timeout) {
    leases.timeout(timeout);
  }

  /** {@code ready}, {@code done} or {@code error}. */
  public String lastLease() {
    return leases.stateOfLast();
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void withSession(HttpExchange exchange, Handler handler) throws IOException {
    if (estate.misdeeds().status() != 0) {
      DataHttp.status(exchange, estate.misdeeds().status());
    } else if (!sessions.knows(cookie(exchange))) {
      DataHttp.status(exchange, 401);
    } else {
      handler.handle(exchange);
    }
  }

  private static String cookie(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Cookie");
    int at = header == null ? -1 : header.indexOf(COOKIE);
    return at < 0 || header == null
        ? ""
        : header.substring(at + COOKIE.length()).replaceAll(";.*", "");
  }

  private void soap(HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    if (estate.misdeeds().status() != 0) {
      DataHttp.status(exchange, estate.misdeeds().status());
      return;
    }
    calls.incrementAndGet();
    Sessions.Caller caller = new Sessions.Caller(cookie(exchange));
    String before = caller.cookie();
    int status = 200;
    byte[] answer;
    try {
      Element method = Markup.method(request);
      answer = Markup.response(method.getLocalName(), methods.call(method, caller));
    } catch (SimFault fault) {
      status = 500;
      answer = fault.soap();
    } catch (Exception e) {
      status = 500;
      answer = Markup.fault("SystemError", "the double failed: " + e, "");
    }
    if (!caller.cookie().equals(before)) {
      exchange
          .getResponseHeaders()
          .set("Set-Cookie", COOKIE + caller.cookie() + "; Path=/; HttpOnly; Secure;");
    }
    exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
    exchange.sendResponseHeaders(status, answer.length);
    try (var out = exchange.getResponseBody()) {
      out.write(answer);
    }
  }

  @Override
  public void close() {
    sessions.endAll();
    server.stop(0);
    threads.shutdownNow();
  }
}
