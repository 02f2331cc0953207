package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import io.wherry.problems.Cancelled;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door: who asks, may they, which handler answers, and how failures are told. */
final class RootHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(RootHandler.class);

  /** A client may invent methods; metrics must not grow with them. */
  private static final Set<String> VERBS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS");

  private final Doorkeeper doorkeeper;
  private final Routes routes;
  private final InFlight inFlight;
  private final Observers observers;

  /** Who is told of each answer. */
  record Observers(Metrics metrics, Auditor auditor) {}

  RootHandler(Doorkeeper doorkeeper, InFlight inFlight, Routes routes, Observers observers) {
    this.doorkeeper = doorkeeper;
    this.inFlight = inFlight;
    this.routes = routes;
    this.observers = observers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    long start = System.nanoTime();
    Instant received = observers.auditor().now();
    try {
      answer(request, response);
      callback.succeeded();
    } catch (IOException | RuntimeException e) {
      logUnlessGone(request, e);
      callback.failed(e);
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    String verb = VERBS.contains(request.getMethod()) ? request.getMethod() : "OTHER";
    observers.metrics().count(verb.toLowerCase(Locale.ROOT), response.getStatus(), time);
    observers.auditor().tell(request, response.getStatus(), received);
    return true;
  }

  private void answer(Request request, Response response) throws IOException {
    Exchange exchange = null;
    ApiFailure failure;
    try {
      exchange = new Exchange(request, response, doorkeeper.user(request));
      request.setAttribute(Auditor.EFFECTIVE, exchange.user());
      try (InFlight.Place _ = inFlight.enter(exchange)) {
        doorkeeper.authorize(exchange);
        routes.handle(exchange);
      }
      return;
    } catch (ApiFailure e) {
      failure = e;
    } catch (PeerUnavailable | Cancelled e) {
      failure = ApiFailure.of(503, "ServiceUnavailable", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", request.getMethod(), Request.getPathInContext(request), e);
      failure =
          ApiFailure.of(500, "InternalError", "Internal error occurred: see the server's log");
    }
    if (response.isCommitted()) {
      throw failure;
    }
    if (failure.code() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    Exchange answering = exchange == null ? Exchange.ofFailed(request, response) : exchange;
    answering.discardBody();
    Replies.failure(answering, failure);
  }

  private static void logUnlessGone(Request request, Exception e) {
    if (!(e instanceof EofException)) {
      LOG.debug("{} {} ended early", request.getMethod(), Request.getPathInContext(request), e);
    }
  }
}
