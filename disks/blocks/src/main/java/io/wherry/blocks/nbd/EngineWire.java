package io.wherry.blocks.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** TLS over a stream that the JDK has no socket of: a unix socket. */
final class EngineWire extends Wire {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Plain below;
  private final SSLEngine engine;
  private final ReentrantLock wrapping = new ReentrantLock();
  private final ByteBuffer netOut;
  private final ByteBuffer netIn;
  private ByteBuffer plainIn;

  private EngineWire(Plain below, SSLEngine engine) {
    this.below = below;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    this.netOut = ByteBuffer.allocate(packet);
    this.netIn = ByteBuffer.allocate(2 * packet).flip();
    this.plainIn = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
  }

  /** Shakes hands. Blocks. */
  static EngineWire secured(Plain below, SSLEngine engine) throws IOException {
    EngineWire wire = new EngineWire(below, engine);
    engine.beginHandshake();
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.FINISHED || status == HandshakeStatus.NOT_HANDSHAKING) {
        return wire;
      }
      wire.step(status);
    }
  }

  private void step(HandshakeStatus status) throws IOException {
    switch (status) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> wrap(NOTHING, NOTHING);
      default -> unwrap(NOTHING);
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  @Override
  void read(ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (!plainIn.hasRemaining()) {
        unwrap(into);
      }
      int n = Math.min(plainIn.remaining(), into.remaining());
      ByteBuffer _ = into.put(plainIn.slice(plainIn.position(), n));
      ByteBuffer _ = plainIn.position(plainIn.position() + n);
    }
  }

  /** Decrypts one record, into the buffer where it has room for any, else into ours. */
  private void unwrap(ByteBuffer into) throws IOException {
    int most = engine.getSession().getApplicationBufferSize();
    boolean direct = into.remaining() >= most;
    if (!direct && plainIn.capacity() < most) {
      plainIn = ByteBuffer.allocate(most).flip();
    }
    SSLEngineResult result =
        direct ? engine.unwrap(netIn, into) : engine.unwrap(netIn, plainIn.clear());
    if (!direct) {
      ByteBuffer _ = plainIn.flip();
    }
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> {
        ByteBuffer _ = netIn.compact();
        try {
          below.readSome(netIn);
        } finally {
          ByteBuffer _ = netIn.flip();
        }
      }
      case BUFFER_OVERFLOW -> throw new SSLException("a record of the server is too long");
      case CLOSED -> throw new EOFException("the server closed the connection");
      case OK -> answer(result.getHandshakeStatus());
    }
  }

  /** The server may change keys at any time, which wants work or an answer. */
  private void answer(HandshakeStatus status) throws IOException {
    if (status == HandshakeStatus.NEED_TASK) {
      runTasks();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      wrap(NOTHING, NOTHING);
    }
  }

  @Override
  void write(ByteBuffer head, ByteBuffer body) throws IOException {
    while (head.hasRemaining() || body.hasRemaining()) {
      wrap(head, body);
    }
  }

  private void wrap(ByteBuffer head, ByteBuffer body) throws IOException {
    wrapping.lock();
    try {
      SSLEngineResult result = engine.wrap(new ByteBuffer[] {head, body}, netOut.clear());
      if (result.getStatus() != SSLEngineResult.Status.OK) {
        throw new SSLException("TLS ended: " + result.getStatus());
      }
      below.write(netOut.flip(), NOTHING.duplicate());
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        runTasks();
      }
    } finally {
      wrapping.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    below.close();
  }
}
