package io.wherry.testkit.ovirt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.wherry.testkit.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An oVirt engine over TLS on the loopback address: tokens, the part of the REST API that imports
 * use, and image transfers. Requests that a real one would not understand are refused.
 */
public final class OvirtDouble implements AutoCloseable {
  /** Who may log in. */
  public static final String USER = "admin@internal";

  /** And with what, at first. */
  public static final String PASSWORD = "secret";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API = "/ovirt-engine/api";
  private static final SelfSigned CERTIFICATE = SelfSigned.make("engine.test", 30);

  private final OvirtEstate estate;
  private final ImageServer images;
  private final Backups backups;
  private final Transfers transfers;
  private final EngineApi api;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile String password = PASSWORD;
  private volatile int status;

  static {
    // Small answers would wait for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private OvirtDouble(OvirtEstate estate, ImageServer images) {
    this.estate = estate;
    this.images = images;
    this.backups = new Backups(estate);
    this.transfers = new Transfers(estate, backups, images);
    this.api = new EngineApi(estate, backups, transfers);
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(CERTIFICATE.context()));
    server.setExecutor(threads);
    server.createContext("/ovirt-engine/sso/oauth/token", this::token);
    server.createContext(API, this::api);
    server.start();
  }

  /** An engine whose hosts serve images by {@link SimImages}. */
  public static OvirtDouble start(OvirtEstate estate) {
    return new OvirtDouble(estate, new SimImages(CERTIFICATE));
  }

  /**
   * An engine whose host has oVirt's own daemon; without that the test is skipped.
   *
   * @param folder for the daemon's files
   */
  public static OvirtDouble startWithDaemon(OvirtEstate estate, Path folder) {
    return new OvirtDouble(estate, ImageDaemon.start(folder, CERTIFICATE));
  }

  public OvirtEstate estate() {
    return estate;
  }

  /** Of the API. */
  public String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort() + API;
  }

  /** PEM of the certificate, which is its own CA. */
  public String pem() {
    return CERTIFICATE.pem();
  }

  /** SHA-1 of the certificate, with colons. */
  public String thumbprint() {
    return CERTIFICATE.thumbprint();
  }

  /** The daemon of {@link #start(OvirtEstate)}. */
  public SimImages images() {
    return (SimImages) images;
  }

  /** Phases of all transfers, the oldest first. */
  public List<String> transferPhases() {
    return transfers.phases();
  }

  /** Phases of all backups, the oldest first. */
  public List<String> backupPhases() {
    return backups.phases();
  }

  /** Checkpoints of a machine. */
  public int checkpoints(String vm) {
    return backups.checkpoints(vm).path("checkpoint").size();
  }

  /** As after a crash of a host, which loses what was tracked. */
  public void loseCheckpoints() {
    backups.loseCheckpoints();
  }

  /** Somebody else ends all backups. */
  public void endBackups() {
    backups.endAll();
  }

  /** Guests do not rest for backups from now on. */
  public void refuseConsistency() {
    backups.refuseConsistency();
  }

  /** All tokens end. */
  public void endTokens() {
    tokens.clear();
  }

  /** Tokens and transfers end, as when the engine is restarted. */
  public void restart() {
    endTokens();
    transfers.cancelAll();
  }

  /** The account gets another password. */
  public void changePassword(String now) {
    password = now;
  }

  /** Every request is answered with this status and no JSON; 0 ends it. */
  public void answerEverythingWith(int httpStatus) {
    status = httpStatus;
  }

  /** The account may not do this any more, for example {@code POST imagetransfers}. */
  public void forbid(String methodAndPath) {
    forbidden.add(methodAndPath);
  }

  /** Logins that were let in. */
  public int logins() {
    return accepted.get();
  }

  /** Logins that were refused. */
  public int refusedLogins() {
    return refused.get();
  }

  private void token(HttpExchange exchange) throws IOException {
    if (status != 0) {
      answer(exchange, status, "<html>starting</html>".getBytes(StandardCharsets.UTF_8));
      return;
    }
    Map<String, String> form =
        query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    boolean understood =
        exchange.getRequestMethod().equals("POST")
            && "application/json".equals(exchange.getRequestHeaders().getFirst("Accept"))
            && "password".equals(form.get("grant_type"))
            && "ovirt-app-api".equals(form.get("scope"));
    boolean known = USER.equals(form.get("username")) && password.equals(form.get("password"));
    if (!understood || !known) {
      refused.incrementAndGet();
      answer(
          exchange,
          400,
          "{\"error_code\":\"access_denied\",\"error\":\"Cannot authenticate user: invalid credentials\"}"
              .getBytes(StandardCharsets.UTF_8));
      return;
    }
    accepted.incrementAndGet();
    String token = UUID.randomUUID().toString();
    tokens.add(token);
    answer(
        exchange,
        200,
        "{\"access_token\":\"%s\",\"scope\":\"ovirt-app-api\",\"exp\":\"9223372036854775807\",\"token_type\":\"bearer\"}"
            .formatted(token)
            .getBytes(StandardCharsets.UTF_8));
  }

  private void api(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (status != 0) {
      answer(exchange, status, "<html>starting</html>".getBytes(StandardCharsets.UTF_8));
      return;
    }
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!tokens.contains(authorization.replaceFirst("^Bearer ", ""))) {
      answer(exchange, 401, "{\"error\":\"invalid_grant\"}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    try {
      answer(exchange, 200, JSON.writeValueAsBytes(answered(exchange, body)));
    } catch (EngineFault fault) {
      answer(exchange, fault.status(), fault.json());
    } catch (RuntimeException e) {
      answer(exchange, 500, new EngineFault(500, "the double failed: " + e).json());
    }
  }

  private JsonNode answered(HttpExchange exchange, byte[] body) throws IOException {
    boolean strange =
        !"4".equals(exchange.getRequestHeaders().getFirst("Version"))
            || !"application/json".equals(exchange.getRequestHeaders().getFirst("Accept"));
    if (strange) {
      throw new EngineFault(406, "version 4 and JSON, please");
    }
    String path =
        exchange.getRequestURI().getPath().substring(API.length()).replaceAll("^/|/$", "");
    String method = exchange.getRequestMethod();
    if (forbidden.contains(method + " " + path)) {
      throw new EngineFault(403, "User is not authorized to perform this action.");
    }
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    return method.equals("GET")
        ? api.get(path, query)
        : api.change(new EngineApi.Change(method, path, query, JSON.readTree(body)));
  }

  private static Map<String, String> query(@org.jspecify.annotations.Nullable String text) {
    Map<String, String> result = new HashMap<>();
    if (text != null) {
      for (String pair : text.split("&")) {
        String[] parts = pair.split("=", 2);
        result.put(
            parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return result;
  }

  private static void answer(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    images.close();
    threads.shutdownNow();
  }
}
