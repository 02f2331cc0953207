package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A disk in memory that is stricter than real ones: it counts, dies when told so, forgets what was
 * not flushed, and complains about empty or outlying transfers.
 */
final class MemoryDisk implements BlockReader, BlockWriter {
  /** The process is dead: nothing it does has any effect any more. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  private record Unflushed(int offset, byte[] before) {}

  private final byte[] bytes;
  private final List<Unflushed> unflushed = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final int extent;
  private long operations;
  private long dies = Long.MAX_VALUE;
  private long readBytes;
  private Keeping keeping = Keeping.IN_KERNEL;

  /**
   * @param extent granularity in bytes of the allocation map
   */
  MemoryDisk(byte[] bytes, int extent) {
    this.bytes = bytes;
    this.extent = extent;
  }

  byte[] bytes() {
    return bytes;
  }

  MemoryDisk keeping(Keeping wanted) {
    keeping = wanted;
    return this;
  }

  /** From that many operations on, everything fails. */
  MemoryDisk diesAfter(long more) {
    dies = operations + more;
    return this;
  }

  MemoryDisk revived() {
    dies = Long.MAX_VALUE;
    return this;
  }

  /** The machine lost power: any part of what was not flushed is gone. */
  void losePower(Random random) {
    for (int i = unflushed.size() - 1; i >= 0; i--) {
      if (random.nextBoolean()) {
        Unflushed one = unflushed.get(i);
        System.arraycopy(one.before(), 0, bytes, one.offset(), one.before().length);
      }
    }
    unflushed.clear();
  }

  /** A process died that had not flushed to its server. */
  void loseUnflushed() {
    losePower(
        new Random() {
          private static final long serialVersionUID = 1L;

          @Override
          public boolean nextBoolean() {
            return true;
          }
        });
  }

  long readBytes() {
    return readBytes;
  }

  private void operation() {
    if (++operations > dies) {
      throw new Killed();
    }
  }

  private void range(long offset, long length) {
    if (offset < 0 || length <= 0 || offset + length > bytes.length) {
      throw new AssertionError("transfer of %d at %d".formatted(length, offset));
    }
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public Keeping keeping() {
    return keeping;
  }

  @Override
  public Iterable<Extent> extents() {
    List<Extent> all = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += extent) {
      int end = Math.min(bytes.length, at + extent);
      boolean zero = true;
      for (int i = at; i < end && zero; i++) {
        zero = bytes[i] == 0;
      }
      all.add(new Extent(at, end - at, zero ? ExtentKind.HOLE : ExtentKind.DATA));
    }
    return all;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    lock.lock();
    try {
      operation();
      range(offset, into.remaining());
      readBytes += into.remaining();
      into.put(bytes, (int) offset, into.remaining());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(long offset, ByteBuffer from) {
    lock.lock();
    try {
      range(offset, from.remaining());
      int length = from.remaining();
      remember((int) offset, length);
      boolean torn = operations + 1 > dies;
      if (torn) {
        // A torn write: the first half of it is there.
        from.get(bytes, (int) offset, length / 2);
      }
      operation();
      from.get(bytes, (int) offset, length);
    } finally {
      lock.unlock();
    }
  }

  private void remember(int offset, int length) {
    byte[] before = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
    unflushed.add(new Unflushed(offset, before));
  }

  @Override
  public void zero(long offset, long length, Hole hole) {
    write(offset, ByteBuffer.allocate((int) length));
  }

  @Override
  public void flush() {
    lock.lock();
    try {
      operation();
      unflushed.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public MemoryDisk another() {
    return this;
  }

  @Override
  public void close() {}
}
