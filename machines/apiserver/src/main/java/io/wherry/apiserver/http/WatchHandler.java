package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.http.WatchLoop.Bookmarks;
import io.wherry.apiserver.http.WatchLoop.Start;
import io.wherry.apiserver.http.WatchLoop.Subject;
import io.wherry.apiserver.objects.ListPage;
import io.wherry.apiserver.objects.Selector;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.problems.Cancelled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Opens watches as HTTP streams and as WebSockets. */
final class WatchHandler {
  /** Events are written in pieces of about this size, however many wait. */
  private static final int PIECE = 64 * 1024;

  /** Upstream's default: between 30 and 60 minutes, spread so that not all come back at once. */
  private static final int SHORTEST_SECONDS = 1800;

  private static final long LONGEST_SECONDS = 86_400;

  private final ObjectStore store;
  private final Shapes shapes;
  private final BooleanSupplier stopping;
  private final Duration patience;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * @param patience how long a client may take nothing
   */
  WatchHandler(ObjectStore store, Shapes shapes, BooleanSupplier stopping, Duration patience) {
    this.store = store;
    this.shapes = shapes;
    this.stopping = stopping;
    this.patience = patience;
  }

  /** Number of open watches. */
  int open() {
    return open.get();
  }

  /** A watch, ready to run. */
  private record Ready(Subject subject, Start start, Bookmarks bookmarks, Duration length) {}

  void stream(Exchange exchange, KindDefinition kind, Selector selector) throws IOException {
    Ready ready = ready(exchange, kind, selector);
    AtomicBoolean gone = new AtomicBoolean();
    exchange.onClientGone(() -> {
      gone.set(true);
      store.nudge();
    });
    try (OutputStream out = exchange.stream(200, Replies.JSON_TYPE, patience)) {
      run(ready, new StreamSink(out, gone));
    }
  }

  void socket(Exchange exchange, KindDefinition kind, Selector selector, Sockets sockets)
      throws IOException {
    Ready ready = ready(exchange, kind, selector);
    sockets.accept(exchange, new SocketWatch(sink -> run(ready, sink), store::nudge, patience));
  }

  private void run(Ready ready, EventSink sink) throws IOException {
    open.incrementAndGet();
    try {
      new WatchLoop(store, ready.subject(), sink, stopping)
          .run(ready.start(), ready.bookmarks(), ready.length());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("The watch was interrupted.", e);
    } finally {
      open.decrementAndGet();
    }
  }

  private Ready ready(Exchange exchange, KindDefinition kind, Selector selector) {
    Accept accept = exchange.isWebSocketUpgrade() ? Accept.OBJECT : Accept.of(exchange);
    String include = exchange.parameter("includeObject");
    Subject subject = new Subject(kind, selector, o -> shapes.object(kind, o, accept, include));
    boolean bookmarks = exchange.flag("allowWatchBookmarks");
    long seconds =
        exchange
            .number("timeoutSeconds")
            .orElse(SHORTEST_SECONDS + ThreadLocalRandom.current().nextLong(SHORTEST_SECONDS));
    return new Ready(
        subject,
        start(exchange, shapes.list(kind, ListPage.EMPTY, accept, include)),
        bookmarks ? Bookmarks.ON : Bookmarks.OFF,
        Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_SECONDS)));
  }

  private static Start start(Exchange exchange, ObjectNode emptyList) {
    String version = exchange.parameter("resourceVersion");
    if (exchange.flag("sendInitialEvents")) {
      return new Start.PresentThenBookmark(emptyList);
    }
    if (version.isEmpty() || version.equals("0")) {
      return new Start.Present();
    }
    return new Start.After(revision(version));
  }

  /**
   * @throws ApiFailure 500, as upstream answers
   */
  static long revision(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw ApiFailure.of(
          500,
          "",
          "resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid syntax"
              .formatted(text, text));
    }
    return Long.parseLong(text);
  }

  /** Events as lines of JSON. */
  private record StreamSink(OutputStream out, AtomicBoolean gone) implements EventSink {
    @Override
    public void send(List<ObjectNode> events) throws IOException {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (ObjectNode event : events) {
        lines.writeBytes(Replies.bytes(event));
        lines.write('\n');
        if (lines.size() >= PIECE) {
          out.write(lines.toByteArray());
          lines.reset();
        }
      }
      out.write(lines.toByteArray());
    }

    @Override
    public boolean isOpen() {
      return !gone.get();
    }
  }
}
