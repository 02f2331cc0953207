package io.wherry.server;

import io.wherry.apiserver.ApiExtension.Peer;
import io.wherry.apiserver.ApiExtension.SocketSession;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries bytes between a WebSocket and a socket of QEMU. */
final class StreamBridge implements SocketSession {
  private static final Logger LOG = LoggerFactory.getLogger(StreamBridge.class);
  private static final String SUBPROTOCOL = "plain.kubevirt.io";
  private static final int BLOCK = 10 << 10;

  private final Path path;
  private final Consumer<StreamBridge> onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable SocketChannel socket;
  private volatile @Nullable Peer client;

  StreamBridge(Path path, Consumer<StreamBridge> onClose) {
    this.path = path;
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
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      boolean _ = channel.connect(UnixDomainSocketAddress.of(path));
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
      LOG.debug("console at {} ended: {}", path, e.toString());
    } finally {
      peer.close();
      closed();
    }
  }

  @Override
  public void binary(byte[] message) {
    SocketChannel channel = socket;
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

  private static void close(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // nothing is kept in it
    }
  }
}
