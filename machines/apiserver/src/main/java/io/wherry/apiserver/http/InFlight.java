package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.ServingLimits;
import io.wherry.apiserver.security.OwnLogin;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the requests that are answered at the same time: all together, and those of one user. Who
 * comes too many is told to come again, which clients do by themselves. The server's own
 * controllers have places of their own: a flood of users does not stop them, nor they the users.
 * Thread-safe.
 */
final class InFlight {
  /** Parts of objects that are open for as long as the client likes. */
  private static final Set<String> LASTING =
      Set.of("log", "exec", "attach", "portforward", "proxy");

  /** The place of one request; close it when the request is answered. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  private final Flow others;
  private final Flow ours;

  InFlight(ServingLimits limits) {
    this.others = new Flow(limits.requests(), limits.requestsOfOne());
    this.ours = new Flow(limits.requests(), limits.requests());
  }

  /** Takes a place. @throws ApiFailure 429 */
  Place enter(Exchange exchange) {
    if (isLasting(exchange)) {
      return () -> {};
    }
    Flow flow = exchange.user().name().equals(OwnLogin.USER.name()) ? ours : others;
    return flow.enter(exchange);
  }

  /** Requests that share places. */
  private static final class Flow {
    private final int mostOfAll;
    private final int mostOfOne;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> users = new ConcurrentHashMap<>();

    Flow(int mostOfAll, int mostOfOne) {
      this.mostOfAll = mostOfAll;
      this.mostOfOne = mostOfOne;
    }

    Place enter(Exchange exchange) {
      String user = exchange.user().name();
      int own = users.merge(user, 1, Integer::sum);
      int total = all.incrementAndGet();
      if (own > mostOfOne || total > mostOfAll) {
        leave(user);
        exchange.addHeader("Retry-After", "1");
        throw ApiFailure.tooManyRequests();
      }
      return () -> leave(user);
    }

    private void leave(String user) {
      all.decrementAndGet();
      users.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Probes too: they have to tell of a busy server that it lives. */
  private static boolean isLasting(Exchange exchange) {
    String path = exchange.path();
    if (!path.startsWith("/api/") && !path.startsWith("/apis/") && !path.startsWith("/openapi/")) {
      return true;
    }
    return exchange.isWebSocketUpgrade()
        || exchange.flag("watch")
        || ResourcePath.parse(path).filter(p -> LASTING.contains(p.subresource())).isPresent();
  }
}
