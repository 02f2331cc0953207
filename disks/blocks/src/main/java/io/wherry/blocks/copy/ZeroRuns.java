package io.wherry.blocks.copy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Finds what of a buffer must be written: everything but granules of zeros. Pure. */
final class ZeroRuns {
  /** Small enough to keep holes of most file systems, large enough to be cheap. */
  static final int GRANULE = 64 << 10;

  private ZeroRuns() {}

  /** Receives runs to write. */
  interface Run {
    void accept(int offset, int length);
  }

  /** Calls back for each run of granules that are not all zeros, in order. */
  static void data(ByteBuffer buffer, Run run) {
    MemorySegment bytes = MemorySegment.ofBuffer(buffer);
    int size = buffer.remaining();
    int start = -1;
    for (int at = 0; at < size; at += GRANULE) {
      boolean zeros = isZero(bytes, at, Math.min(GRANULE, size - at));
      if (zeros && start >= 0) {
        run.accept(start, at - start);
        start = -1;
      } else if (!zeros && start < 0) {
        start = at;
      }
    }
    if (start >= 0) {
      run.accept(start, size - start);
    }
  }

  /** A range equals itself shifted by one byte, and starts with zero, only if it is all zeros. */
  static boolean isZero(MemorySegment bytes, long offset, long length) {
    return length == 0
        || (bytes.get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset) == 0
            && MemorySegment.mismatch(
                    bytes, offset, offset + length - 1, bytes, offset + 1, offset + length)
                < 0);
  }
}
