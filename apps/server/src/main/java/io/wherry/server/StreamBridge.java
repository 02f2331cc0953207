package io.wherry.server;

import io.wherry.apiserver.ApiExtension.Peer;
import io.wherry.apiserver.ApiExtension.SocketSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries bytes between a WebSocket and a console of a guest. */
final class StreamBridge implements SocketSession {
  private static final Logger LOG = LoggerFactory.getLogger(StreamBridge.class);
  private static final String SUBPROTOCOL = "plain.kubevirt.io";
  private static final int BLOCK = 10 << 10;

  /** Connects to the console. */
  interface Source {
    ByteChannel open() throws IOException;
  }

  private final Source source;
  private final Consumer<StreamBridge> onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable ByteChannel socket;
  private volatile @Nullable Peer client;

  StreamBridge(Source source, Consumer<StreamBridge> onClose) {
    this.source = source;
    this.onClose = onClose;
  }

  @Override
  public List<String> subprotocols() {
    return List.of(SUBPROTOCOL);
  }

  @Override
  public void opened(Peer peer) {
    client = peer;
    Thread _ = Thread.ofVirtual().name("console").start(() -> pump(peer));
  }

  private void pump(Peer peer) {
    try (ByteChannel channel = source.open()) {
      socket = channel;
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (channel.read(block) >= 0) {
        block.flip();
        byte[] bytes = new byte[block.remaining()];
        block.get(bytes);
        block.clear();
        peer.send(bytes);
      }
    } catch (IOException e) {
      LOG.debug("a console ended: {}", e.toString());
    } finally {
      peer.close();
      closed();
    }
  }

  @Override
  public void binary(byte[] message) {
    ByteChannel channel = socket;
    if (channel == null) {
      return;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(message);
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
    } catch (IOException _) {
      closed();
    }
  }

  @Override
  public void closed() {
    if (closed.compareAndSet(false, true)) {
      onClose.accept(this);
      close(socket);
      Peer peer = client;
      if (peer != null) {
        peer.close();
      }
    }
  }

  private static void close(@Nullable ByteChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // nothing is kept in it
    }
  }
}
