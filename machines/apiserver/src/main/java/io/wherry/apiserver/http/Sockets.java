package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Upgrades requests to WebSockets. */
final class Sockets {
  /** A listener with the subprotocols it speaks. */
  interface Endpoint extends Session.Listener.AutoDemanding {
    /** In order of preference; empty for none. */
    List<String> subprotocols();
  }

  private final ServerWebSocketContainer container;

  Sockets(Server server, Duration idleTimeout) {
    this.container = ServerWebSocketContainer.ensure(server);
    container.setIdleTimeout(idleTimeout);
    container.setMaxBinaryMessageSize(Exchange.BODY_LIMIT);
    container.setMaxTextMessageSize(Exchange.BODY_LIMIT);
  }

  /** Completes the handshake; the endpoint lives on its own from here. */
  void accept(Exchange exchange, Endpoint endpoint) throws IOException {
    try (Blocker.Callback blocker = Blocker.callback()) {
      boolean upgraded =
          container.upgrade(
              (request, response, _) -> {
                endpoint.subprotocols().stream()
                    .filter(request::hasSubProtocol)
                    .findFirst()
                    .ifPresent(response::setAcceptedSubProtocol);
                return endpoint;
              },
              exchange.request(),
              exchange.response(),
              blocker);
      if (!upgraded) {
        blocker.succeeded();
        throw ApiFailure.badRequest("the WebSocket handshake is not valid");
      }
      blocker.block();
    }
  }
}
