package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiExtension.Peer;
import io.wherry.apiserver.ApiExtension.SocketSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** A WebSocket of an extension. */
public final class SessionSocket implements Sockets.Endpoint {
  private final SocketSession session;
  private final AtomicBoolean closed = new AtomicBoolean();

  SessionSocket(SocketSession session) {
    this.session = session;
  }

  @Override
  public List<String> subprotocols() {
    return session.subprotocols();
  }

  @Override
  public void onWebSocketOpen(Session connection) {
    session.opened(new SessionPeer(connection));
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    byte[] message = new byte[payload.remaining()];
    payload.get(message);
    callback.succeed();
    session.binary(message);
  }

  @Override
  public void onWebSocketText(String message) {
    session.text(message);
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    closeOnce();
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    closeOnce();
  }

  private void closeOnce() {
    if (closed.compareAndSet(false, true)) {
      session.closed();
    }
  }

  private record SessionPeer(Session connection) implements Peer {
    @Override
    public void send(byte[] message) throws IOException {
      await(sent -> connection.sendBinary(ByteBuffer.wrap(message), sent));
    }

    @Override
    public void sendText(String message) throws IOException {
      await(sent -> connection.sendText(message, sent));
    }

    private static void await(Consumer<Callback> send) throws IOException {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      send.accept(Callback.from(() -> sent.complete(null), sent::completeExceptionally));
      try {
        Void _ = sent.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while sending.", e);
      } catch (ExecutionException e) {
        throw new IOException("The client has gone.", e);
      }
    }

    @Override
    public void close() {
      connection.close(1000, "", Callback.NOOP);
    }
  }
}
