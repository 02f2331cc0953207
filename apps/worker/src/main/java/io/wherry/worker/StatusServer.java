package io.wherry.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tells over HTTP how copies stand: {@code /progress} (JSON lines), {@code /metrics} (Prometheus),
 * {@code /limits}, {@code /healthz}. Limits can be changed with PUT, from this machine or pod only
 * (for others: {@code kubectl port-forward}).
 */
final class StatusServer implements AutoCloseable {
  /** Where it listens, {@code HOST:PORT}; without it there is no such server. */
  static final String ENVIRONMENT_VARIABLE = "WHERRY_STATUS";

  private static final int MOST_BYTES = 4096;
  private static final int OK = 200;
  private static final int BAD = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_ALLOWED = 405;

  private final RunningCopies copies;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private StatusServer(RunningCopies copies, HttpServer server) {
    this.copies = copies;
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @param where host and port; port 0 takes any
   * @throws InvalidRequest that is no such address
   * @throws PeerRefused the port is taken
   */
  static StatusServer start(String where, RunningCopies copies) {
    int colon = where.lastIndexOf(':');
    try {
      int port = Integer.parseInt(where.substring(colon + 1));
      var address = new InetSocketAddress(where.substring(0, Math.max(0, colon)), port);
      StatusServer status = new StatusServer(copies, HttpServer.create(address, 0));
      status.server.setExecutor(status.threads);
      status.server.createContext("/progress", e -> answer(e, OK, copies.progressJson()));
      status.server.createContext("/metrics", e -> answer(e, OK, copies.metrics()));
      status.server.createContext("/healthz", e -> answer(e, OK, "ok\n"));
      status.server.createContext("/limits", status::limits);
      status.server.start();
      return status;
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest(
          "%s=%s is no HOST:PORT to listen on.".formatted(ENVIRONMENT_VARIABLE, where));
    } catch (IOException e) {
      throw new PeerRefused("The worker cannot listen on " + where + ": " + e.getMessage(), e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void limits(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "GET" -> answer(exchange, OK, copies.limitsJson());
      case "PUT" -> change(exchange);
      default -> answer(exchange, NOT_ALLOWED, "GET or PUT\n");
    }
  }

  private void change(HttpExchange exchange) throws IOException {
    if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
      answer(exchange, FORBIDDEN, "limits are changed from the pod itself; use a port-forward\n");
      return;
    }
    try (InputStream body = exchange.getRequestBody()) {
      copies.limit(new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
      answer(exchange, OK, copies.limitsJson());
    } catch (InvalidRequest e) {
      answer(exchange, BAD, e.getMessage() + "\n");
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
