package io.wherry.blocks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The tables of an image, read page by page and kept within bounds whatever its header claims.
 * Shared by all readers of a disk; safe for several threads.
 */
public final class Pages {
  private static final int PAGE = 64 << 10;
  private static final int KEPT = 128;

  private record Key(ByteSource source, long page) {}

  private final ByteOrder order;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, ByteBuffer> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ByteBuffer> eldest) {
          return size() > KEPT;
        }
      };

  /** Pages of images whose numbers have this order. */
  public Pages(ByteOrder order) {
    this.order = order;
  }

  private ByteBuffer page(ByteSource source, long page) {
    Key key = new Key(source, page);
    lock.lock();
    try {
      ByteBuffer known = kept.get(key);
      if (known != null) {
        return known;
      }
    } finally {
      lock.unlock();
    }
    // Outside the lock: two readers may fetch the same page, but nobody waits for another's.
    long offset = page * PAGE;
    ByteBuffer fresh = ByteBuffer.allocate((int) Math.min(PAGE, source.size() - offset));
    source.read(offset, fresh);
    ByteBuffer done = fresh.flip().asReadOnlyBuffer().order(order);
    lock.lock();
    try {
      kept.put(key, done);
    } finally {
      lock.unlock();
    }
    return done;
  }

  /** A view of one image's tables for one thread. */
  public View view(ByteSource source) {
    return new View(source);
  }

  /** Looks numbers up; remembers the page of the last one. Not safe for several threads. */
  public final class View {
    private final ByteSource source;
    private long at = -1;
    private ByteBuffer page = ByteBuffer.allocate(0);

    private View(ByteSource source) {
      this.source = source;
    }

    /** The 4 bytes at an offset that is a multiple of 4 and lies inside the image. Blocks. */
    public int intAt(long offset) {
      return find(offset, Integer.BYTES).getInt((int) (offset % PAGE));
    }

    /** The 8 bytes at an offset that is a multiple of 8 and lies inside the image. Blocks. */
    public long longAt(long offset) {
      return find(offset, Long.BYTES).getLong((int) (offset % PAGE));
    }

    private ByteBuffer find(long offset, int bytes) {
      if (offset < 0 || offset > source.size() - bytes || offset % bytes != 0) {
        throw new io.wherry.problems.InvalidRequest(
            "%s is damaged: a table at %d is outside of it.".formatted(source.name(), offset));
      }
      long wanted = offset / PAGE;
      if (wanted != at) {
        page = page(source, wanted);
        at = wanted;
      }
      return page;
    }
  }
}
