package io.wherry.blocks.nbd;

import io.wherry.problems.NoSpace;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection with many requests in flight: whoever asks waits for his own answer only. Safe for
 * several threads.
 *
 * @source the NBD protocol, "Transmission phase"
 */
final class NbdConnection implements AutoCloseable {
  private static final int REQUEST_MAGIC = 0x25609513;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int PIECE = 256 << 10;
  private static final int LARGE_PIECE = 1 << 20;
  private static final long SLOW_NANOS = 700_000;
  private static final int EPERM = 1;
  private static final int ENOSPC = 28;
  private static final int ESHUTDOWN = 108;

  private final NbdAddress address;
  private final Handshake.Session session;
  private final Map<Long, Request> waiting = new ConcurrentHashMap<>();
  private final AtomicLong cookies = new AtomicLong();
  private final ReentrantLock sending = new ReentrantLock();
  private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
  private final AtomicLong probed = new AtomicLong();
  private final Watch watch;
  private volatile long delay;
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

  private NbdConnection(NbdAddress address, Handshake.Session session, Duration stall) {
    this.address = address;
    this.session = session;
    this.watch =
        Watch.over(
            now -> now - quietSince(now) > stall.toNanos(),
            () -> breakOff(new IOException("no answer for " + stall.toMillis() + " ms")));
  }

  /**
   * Connects. Blocks.
   *
   * @throws PeerUnavailable nobody answers
   * @throws PeerRefused the server refuses
   */
  static NbdConnection open(NbdAddress address, NbdOptions options) {
    try {
      NbdConnection connection =
          new NbdConnection(address, Handshake.enter(address, options), options.stall());
      Thread.ofPlatform().daemon().name("nbd-answers").start(connection::receive);
      return connection;
    } catch (ClosedChannelException e) {
      throw new PeerUnavailable(
          "%s was connected to but did not answer for %d s. A server that takes one client at a time may be busy with another (qemu-nbd: --shared)."
              .formatted(address, options.stall().toSeconds()),
          e);
    } catch (IOException e) {
      throw new PeerUnavailable(address + " cannot be reached: " + e.getMessage(), e);
    }
  }

  Handshake.Session session() {
    return session;
  }

  /**
   * Bytes of one request: as much as stays in the processor's cache on its way, more where an
   * answer takes long and a server works on a few requests only at a time.
   */
  int piece() {
    return Math.min(delay > SLOW_NANOS ? LARGE_PIECE : PIECE, session.largest());
  }

  boolean isBroken() {
    return broken.get() != null;
  }

  /** When the last answer came, if any request waits for one; else now. */
  private long quietSince(long now) {
    return waiting.isEmpty() ? now : lastAnswer.get();
  }

  /** Sends a request without waiting. */
  Request send(Request request, int flags, ByteBuffer body) {
    long cookie = cookies.incrementAndGet();
    if (waiting.isEmpty()) {
      long now = System.nanoTime();
      lastAnswer.set(now);
      boolean transfer = request.command.code <= Request.Command.WRITE.code;
      probed.set(transfer ? now : 0);
    }
    waiting.put(cookie, request);
    ByteBuffer head = ByteBuffer.allocate(28);
    head.putInt(REQUEST_MAGIC).putShort((short) flags).putShort((short) request.command.code);
    head.putLong(cookie).putLong(request.offset).putInt((int) request.length);
    sending.lock();
    try {
      if (isBroken()) {
        throw new IOException("the connection is broken");
      }
      session.wire().write(head.flip(), body);
    } catch (IOException e) {
      breakOff(e);
    } finally {
      sending.unlock();
    }
    return request;
  }

  Request send(Request request) {
    return send(request, 0, NOTHING.duplicate());
  }

  /** Waits for the answers. */
  void await(List<Request> requests) {
    for (Request request : new ArrayList<>(requests)) {
      try {
        request.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        breakOff(e);
        throw new PeerUnavailable("Interrupted while " + address + " was asked.", e);
      }
    }
    for (Request request : requests) {
      check(request);
    }
  }

  private void check(Request request) {
    Throwable cause = request.broken;
    if (cause != null) {
      throw new PeerUnavailable(
          "%s went away at offset %d: %s".formatted(address, request.offset, cause.getMessage()),
          cause);
    }
    if (request.error == 0) {
      return;
    }
    String what =
        "%s refuses to %s %d bytes at %d: %s"
            .formatted(
                address,
                request.command.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                request.length,
                request.offset,
                request.reason.isEmpty() ? "error " + request.error : request.reason);
    switch (request.error) {
      case ENOSPC -> throw new NoSpace(what);
      case EPERM -> throw new PeerRefused(what);
      case ESHUTDOWN -> throw new PeerUnavailable(what + " (it shuts down)");
      default -> {
        // A medium's error may be gone at the next attempt.
        throw request.command == Request.Command.READ
            ? new PeerUnavailable(what)
            : new PeerRefused(what);
      }
    }
  }

  private void receive() {
    try {
      Answers answers = new Answers(session, waiting);
      while (!isBroken()) {
        answers.next();
        long now = System.nanoTime();
        lastAnswer.set(now);
        long asked = probed.getAndSet(0);
        if (asked != 0) {
          delay = delay == 0 ? now - asked : (7 * delay + now - asked) / 8;
        }
      }
    } catch (IOException | RuntimeException e) {
      breakOff(e);
    }
  }

  /** Ends the connection; everybody who waits learns why. */
  void breakOff(Throwable cause) {
    // The first cause is the true one: closing makes others.
    boolean _ = broken.compareAndSet(null, cause);
    Throwable first = java.util.Objects.requireNonNullElse(broken.get(), cause);
    watch.close();
    closeWire();
    for (Long cookie : waiting.keySet()) {
      Request request = waiting.remove(cookie);
      if (request != null) {
        request.breakOff(first);
      }
    }
  }

  private void closeWire() {
    try {
      session.wire().close();
    } catch (IOException _) {
      // it is given up anyway
    }
  }

  @Override
  public void close() {
    if (!isBroken()) {
      Request _ = send(new Request(Request.Command.DISCONNECT, 0, 0, null, null));
      breakOff(new IOException("closed"));
    }
  }
}
