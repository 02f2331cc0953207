package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch over a WebSocket: one text message per event. */
public final class SocketWatch implements Sockets.Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(SocketWatch.class);

  /** The loop that feeds the socket. */
  interface Feed {
    void run(EventSink sink) throws IOException;
  }

  private final Feed feed;
  private final Runnable onGone;
  private final Duration patience;
  private volatile boolean gone;

  /**
   * @param patience how long the client may take nothing before it is dropped
   */
  SocketWatch(Feed feed, Runnable onGone, Duration patience) {
    this.patience = patience;
    this.feed = feed;
    this.onGone = onGone;
  }

  @Override
  public List<String> subprotocols() {
    return List.of();
  }

  @Override
  public void onWebSocketOpen(Session session) {
    Thread _ = Thread.ofVirtual().name("socket-watch").start(() -> feed(session));
  }

  private void feed(Session session) {
    try {
      feed.run(new SessionSink(session));
    } catch (IOException | RuntimeException e) {
      LOG.debug("A watch over a WebSocket ended", e);
    } finally {
      session.close(1000, "", Callback.NOOP);
    }
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    gone = true;
    onGone.run();
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    gone = true;
    onGone.run();
  }

  private final class SessionSink implements EventSink {
    private final Session session;

    SessionSink(Session session) {
      this.session = session;
    }

    @Override
    public void send(List<ObjectNode> events) throws IOException {
      for (ObjectNode event : events) {
        String text = new String(Replies.bytes(event), StandardCharsets.UTF_8);
        CompletableFuture<Void> sent = new CompletableFuture<>();
        session.sendText(
            text, Callback.from(() -> sent.complete(null), sent::completeExceptionally));
        await(sent);
      }
    }

    private void await(CompletableFuture<Void> sent) throws IOException {
      try {
        Void _ = sent.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while sending.", e);
      } catch (TimeoutException e) {
        session.disconnect();
        throw new IOException("The client has taken nothing for " + patience + ".", e);
      } catch (ExecutionException e) {
        throw new IOException("The client has gone.", e);
      }
    }

    @Override
    public boolean isOpen() {
      return !gone && session.isOpen();
    }
  }
}
