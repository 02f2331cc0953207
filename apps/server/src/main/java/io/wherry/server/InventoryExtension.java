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
import java.util.UUID;

/** The inventory's REST API under {@code /inventory}. */
final class InventoryExtension implements ApiExtension {
  static final String ROOT = "/inventory";

  private final InventoryHttp inventory;
  private final InventoryCallers callers;

  /**
   * @param callers the ones that the inventory asks about its callers
   */
  InventoryExtension(InventoryHttp inventory, InventoryCallers callers) {
    this.inventory = inventory;
    this.callers = callers;
  }

  @Override
  public boolean serves(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  /** Roles decide about providers, not about paths. */
  @Override
  public boolean authorizes(String path) {
    return serves(path);
  }

  private static InventoryRequest request(Call call) {
    return new InventoryRequest(
        call.path().substring(ROOT.length()),
        call.query(),
        UUID.randomUUID().toString(), // answers are remembered by it, so each call has its own
        call.header("X-Watch"));
  }

  @Override
  public void handle(Call call, Reply reply) throws IOException {
    if (!call.method().equals("GET")) {
      throw ApiFailure.methodNotAllowed();
    }
    InventoryAnswer answer = callers.during(call, () -> inventory.get(request(call)));
    answer.headers().forEach(reply::header);
    byte[] body = answer.body().toString().getBytes(StandardCharsets.UTF_8);
    reply.send(answer.status(), "application/json", body);
  }

  @Override
  public Optional<SocketSession> upgrade(Call call) {
    return switch (callers.during(call, () -> inventory.watch(request(call)))) {
      case InventoryHttp.WatchStart.Accepted(var watch) -> Optional.of(new Session(watch.get()));
      case InventoryHttp.WatchStart.Refused(var answer) ->
          throw ApiFailure.of(
              answer.status(), "BadRequest", answer.body().path("message").asText());
    };
  }

  /** One watching client. */
  private static final class Session implements SocketSession {
    private final InventoryWatch watch;

    Session(InventoryWatch watch) {
      this.watch = watch;
    }

    @Override
    public List<String> subprotocols() {
      return List.of();
    }

    @Override
    public void opened(Peer client) {
      watch.open(
          new InventoryWatch.Peer() {
            @Override
            public void send(String json) throws IOException {
              client.sendText(json);
            }

            @Override
            public void close() {
              client.close();
            }
          });
    }

    @Override
    public void binary(byte[] message) {
      text(new String(message, StandardCharsets.UTF_8));
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
