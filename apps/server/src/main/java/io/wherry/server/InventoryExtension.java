package io.wherry.server;

import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiFailure;
import io.wherry.inventory.InventoryAnswer;
import io.wherry.inventory.InventoryHttp;
import io.wherry.inventory.InventoryRequest;
import io.wherry.inventory.InventoryWatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Puts the inventory service below {@code /inventory} on the API server's port. The API server has
 * authenticated the caller; standalone, whoever may use it may read inventories.
 */
final class InventoryExtension implements ApiExtension {
  private static final String ROOT = "/inventory";
  private static final String BEARER = "Bearer ";

  private final InventoryHttp http;

  InventoryExtension(InventoryHttp http) {
    this.http = http;
  }

  @Override
  public boolean serves(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  @Override
  public void handle(Call call, Reply reply) throws IOException {
    if (!call.method().equals("GET")) {
      reply.header("Allow", "GET");
      reply.send(
          405, "text/plain", "The inventory is only read.\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    write(http.get(request(call)), reply);
  }

  private static void write(InventoryAnswer answer, Reply reply) throws IOException {
    answer.headers().forEach(reply::header);
    reply.send(
        answer.status(),
        "application/json",
        answer.body().toString().getBytes(StandardCharsets.UTF_8));
  }

  private static InventoryRequest request(Call call) {
    String authorization = call.header("Authorization");
    return new InventoryRequest(
        call.path().substring(ROOT.length()),
        call.query(),
        authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()) : "",
        call.header("X-Watch"));
  }

  @Override
  public Optional<SocketSession> upgrade(Call call) {
    return switch (http.watch(request(call))) {
      case InventoryHttp.WatchStart.Accepted(var watch) -> Optional.of(new Session(watch.get()));
      case InventoryHttp.WatchStart.Refused(var answer) ->
          throw ApiFailure.of(
              answer.status(), "InventoryWatchRefused", answer.body().path("message").asText());
    };
  }

  /** One watching client. */
  private record Session(InventoryWatch watch) implements SocketSession {
    @Override
    public List<String> subprotocols() {
      return List.of();
    }

    @Override
    public void opened(Peer peer) {
      watch.open(
          new InventoryWatch.Peer() {
            @Override
            public void send(String json) throws IOException {
              peer.send(json.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void close() {
              peer.close();
            }
          });
    }

    @Override
    public void binary(byte[] message) {
      watch.received(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void text(String message) {
      watch.received(message);
    }

    @Override
    public void closed() {
      watch.close();
    }
  }
}
