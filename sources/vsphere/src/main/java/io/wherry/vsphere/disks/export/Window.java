package io.wherry.vsphere.disks.export;

import io.wherry.blocks.vmdk.GrainStream;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last part of a stream that was read, for readers who ask for what comes next but not quite in
 * order. Who wants what has gone by makes the stream begin anew. Safe for several threads.
 */
final class Window implements AutoCloseable {
  private final Opener opener;
  private final ByteBuffer ring;
  private final long capacity;
  private @Nullable GrainStream stream;
  private long front;
  private volatile long furthest;

  /** Begins the stream. Blocks. */
  @FunctionalInterface
  interface Opener {
    GrainStream open() throws IOException;
  }

  /**
   * @param size bytes that are kept
   * @param capacity of the disk
   */
  Window(Opener opener, int size, long capacity) {
    this.opener = opener;
    this.ring = ByteBuffer.allocateDirect(size);
    this.capacity = capacity;
  }

  /** How much of the disk has been seen, in percent. */
  int percent() {
    return capacity == 0 ? 100 : (int) (furthest * 100 / capacity);
  }

  /** Whether all of the disk has been seen. */
  boolean isThrough() {
    return furthest == capacity;
  }

  /** Fills the buffer. Blocks. */
  synchronized void read(long offset, ByteBuffer into) {
    long at = offset;
    while (into.hasRemaining()) {
      int length = Math.min(into.remaining(), ring.capacity() / 2);
      if (at < front - ring.capacity()) {
        restart();
      }
      while (front < at + length) {
        advance();
      }
      copy(at, length, into);
      at += length;
    }
  }

  private void copy(long offset, int length, ByteBuffer into) {
    int start = (int) (offset % ring.capacity());
    int first = Math.min(length, ring.capacity() - start);
    into.put(ring.slice(start, first));
    into.put(ring.slice(0, length - first));
  }

  private void advance() {
    try {
      if (stream == null) {
        stream = opener.open();
      }
      Optional<GrainStream.Grain> grain = stream.next();
      zero(grain.map(GrainStream.Grain::offset).orElse(capacity));
      grain.ifPresent(g -> put(g.bytes()));
    } catch (IOException e) {
      restart();
      throw new PeerUnavailable("The export broke off: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      restart();
      throw e;
    }
    furthest = Math.max(furthest, front);
  }

  /** What lies between grains. */
  private void zero(long until) {
    long from = Math.max(front, until - ring.capacity());
    while (from < until) {
      int start = (int) (from % ring.capacity());
      int length = (int) Math.min(until - from, ring.capacity() - start);
      ByteBuffer zeros = ring.slice(start, length);
      while (zeros.remaining() >= Long.BYTES) {
        zeros.putLong(0);
      }
      while (zeros.hasRemaining()) {
        zeros.put((byte) 0);
      }
      from += length;
    }
    front = until;
  }

  private void put(ByteBuffer bytes) {
    int start = (int) (front % ring.capacity());
    int length = bytes.remaining();
    int first = Math.min(length, ring.capacity() - start);
    ring.slice(start, first).put(bytes.slice(bytes.position(), first));
    ring.slice(0, length - first).put(bytes.slice(bytes.position() + first, length - first));
    front += length;
  }

  private void restart() {
    if (stream != null) {
      stream.close();
    }
    stream = null;
    front = 0;
  }

  @Override
  public synchronized void close() {
    restart();
  }
}
