package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.access.Attributes;
import io.wherry.apiserver.access.Authorizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hands requests to the extension that serves their path. */
final class ExtensionHandler {
  private final List<ApiExtension> extensions;
  private final Authorizer authorizer;
  private final Sockets sockets;

  ExtensionHandler(List<ApiExtension> extensions, Authorizer authorizer, Sockets sockets) {
    this.extensions = List.copyOf(extensions);
    this.authorizer = authorizer;
    this.sockets = sockets;
  }

  Optional<ApiExtension> find(String path) {
    return extensions.stream().filter(e -> e.serves(path)).findFirst();
  }

  void handle(Exchange exchange, ApiExtension extension) throws IOException {
    ExtensionCall call = new ExtensionCall(exchange, authorizer);
    if (!exchange.isWebSocketUpgrade()) {
      extension.handle(call, new ExtensionReply(exchange));
      return;
    }
    ApiExtension.SocketSession session =
        extension
            .upgrade(call)
            .orElseThrow(() -> ApiFailure.badRequest("this path does not take WebSockets"));
    sockets.accept(exchange, new SessionSocket(session));
  }

  private record ExtensionCall(Exchange exchange, Authorizer authorizer)
      implements ApiExtension.Call {
    @Override
    public String method() {
      return exchange.method();
    }

    @Override
    public String path() {
      return exchange.path();
    }

    @Override
    public Map<String, List<String>> query() {
      return Map.copyOf(exchange.query());
    }

    @Override
    public String header(String name) {
      return exchange.header(name);
    }

    @Override
    public String user() {
      return exchange.user().name();
    }

    @Override
    public boolean isAdministrator() {
      return exchange.user().isAdministrator();
    }

    @Override
    public boolean may(ApiExtension.Wish wish) {
      var attributes =
          Attributes.ofResource(
              wish.verb(), wish.group(), wish.resource(), wish.namespace(), wish.name());
      return authorizer.decide(exchange.user(), attributes).isAllowed();
    }

    @Override
    public InputStream body() throws IOException {
      return new ByteArrayInputStream(exchange.body());
    }
  }

  private record ExtensionReply(Exchange exchange) implements ApiExtension.Reply {
    @Override
    public void header(String name, String value) {
      exchange.addHeader(name, value);
    }

    @Override
    public void send(int code, String contentType, byte[] body) throws IOException {
      exchange.send(code, contentType, body);
    }

    @Override
    public OutputStream stream(int code, String contentType) throws IOException {
      return exchange.stream(code, contentType);
    }
  }
}
