package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.health.Probes;
import io.wherry.apiserver.http.ApiResources.Line;
import io.wherry.apiserver.objects.KindCatalog;
import java.io.IOException;
import java.util.Optional;

/** Which handler answers a path. */
final class Routes {
  /** The handlers of the API's parts that are no stored objects. */
  record SideDoors(
      Discovery discovery,
      OpenApiHandler openApi,
      Reviews reviews,
      Parts parts,
      IssuerDiscovery issuer,
      ExtensionHandler extensions,
      Metrics metrics,
      Probes probes) {}

  /** The handlers of stored objects. */
  record MainDoors(
      KindCatalog catalog, ResourceHandler resources, WatchHandler watches, Sockets sockets) {}

  private final SideDoors sides;
  private final MainDoors mains;

  Routes(SideDoors sides, MainDoors mains) {
    this.sides = sides;
    this.mains = mains;
  }

  /** True for paths of extensions that anybody may ask for. */
  boolean isPublic(String path) {
    return !Discovery.serves(path)
        && sides.extensions().find(path).filter(e -> e.isPublic(path)).isPresent();
  }

  /** True for paths of extensions that decide themselves who may. */
  boolean isSelfAuthorized(String path) {
    return !Discovery.serves(path)
        && sides.extensions().find(path).filter(e -> e.authorizes(path)).isPresent();
  }

  void handle(Exchange exchange) throws IOException {
    String path = exchange.path();
    if (Discovery.serves(path)) { // first: extensions are listed there and need not answer it
      sides.discovery().handle(exchange);
      return;
    }
    Optional<ApiExtension> extension = sides.extensions().find(path);
    if (extension.isPresent()) {
      sides.extensions().handle(exchange, extension.get());
    } else if (path.equals("/version")) {
      Replies.json(exchange, 200, version());
    } else if (Probes.serves(path)) {
      Probes.Answer answer = sides.probes().answer(path, exchange.query());
      exchange.addHeader("X-Content-Type-Options", "nosniff");
      exchange.addHeader("Cache-Control", "no-cache, private");
      Replies.text(exchange, answer.code(), answer.text());
    } else if (path.equals("/metrics")) {
      Replies.text(exchange, 200, sides.metrics().page());
    } else if (IssuerDiscovery.serves(path)) {
      sides.issuer().handle(exchange);
    } else if (OpenApiHandler.serves(path)) {
      sides.openApi().handle(exchange);
    } else {
      object(exchange, path);
    }
  }

  private void object(Exchange exchange, String pathText) throws IOException {
    ResourcePath path = ResourcePath.parse(pathText).orElseThrow(ApiFailure::noSuchPath);
    Optional<Line> review = Reviews.find(path);
    if (review.isPresent()) {
      sides.reviews().handle(exchange, review.get(), path);
      return;
    }
    KindDefinition kind =
        mains
            .catalog()
            .find(path.group(), path.version(), path.plural())
            .orElseThrow(ApiFailure::noSuchPath);
    if (sides.parts().serves(kind, path)) {
      ResourceHandler.requirePlace(kind, path);
      sides.parts().handle(exchange, kind, path);
    } else if (exchange.isWebSocketUpgrade()) {
      ResourceHandler.requireScope(kind, path);
      mains
          .watches()
          .socket(exchange, kind, QueryOptions.selector(exchange, kind, path), mains.sockets());
    } else {
      mains.resources().handle(exchange, kind, path);
    }
  }

  /** The version of Kubernetes whose API this server speaks; clients choose features by it. */
  private static ObjectNode version() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("major", "1")
        .put("minor", "32")
        .put("gitVersion", "v1.32.0+wherry")
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "1970-01-01T00:00:00Z")
        .put("goVersion", "")
        .put("compiler", "java")
        .put("platform", "linux/amd64");
  }
}
