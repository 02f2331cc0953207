package io.wherry.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wherry.policy.RuleService;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves {@code /healthz}, {@code /readyz} and {@code /metrics} for kubelet and Prometheus. */
final class OperationsHttp implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** What it tells; none of these may block. Problems are empty when all is well. */
  record Sources(
      Supplier<List<String>> health,
      Supplier<List<String>> readiness,
      Supplier<String> metrics,
      Supplier<Optional<RuleService>> rules) {}

  OperationsHttp(int port, Sources sources) {
    try {
      this.server = HttpServer.create(new InetSocketAddress(port), 0);
    } catch (IOException e) {
      throw new InvalidRequest(
          "Port " + port + " for health and metrics cannot be used: " + e.getMessage(), e);
    }
    server.setExecutor(threads);
    server.createContext("/healthz", exchange -> verdict(exchange, sources.health().get()));
    server.createContext("/readyz", exchange -> verdict(exchange, sources.readiness().get()));
    server.createContext("/metrics", exchange -> send(exchange, 200, sources.metrics().get()));
    RuleService.ROOTS.forEach(
        root -> server.createContext(root, exchange -> judge(exchange, sources.rules().get())));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void verdict(HttpExchange exchange, List<String> problems) throws IOException {
    if (problems.isEmpty()) {
      send(exchange, 200, "ok\n");
    } else {
      send(exchange, 503, String.join("\n", problems) + "\n");
    }
  }

  private static void judge(HttpExchange exchange, Optional<RuleService> rules) throws IOException {
    if (rules.isEmpty()) {
      send(exchange, 503, "This replica does not lead and has no rules; ask the other one.\n");
      return;
    }
    RuleService.Reply reply =
        rules
            .get()
            .answer(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestBody());
    try (exchange) {
      byte[] body = reply.body().toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
