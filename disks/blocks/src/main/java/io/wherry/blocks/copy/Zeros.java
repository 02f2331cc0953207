package io.wherry.blocks.copy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Finds zeros. Free: the comparison runs at memory speed. */
final class Zeros {
  private Zeros() {}

  /** A range equals itself shifted by eight bytes, and starts with zeros, only if all is zero. */
  static boolean isZero(MemorySegment bytes, long offset, long length) {
    if (length < Long.BYTES) {
      for (long i = 0; i < length; i++) {
        if (bytes.get(ValueLayout.JAVA_BYTE, offset + i) != 0) {
          return false;
        }
      }
      return true;
    }
    long end = offset + length;
    return bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, offset) == 0
        && MemorySegment.mismatch(bytes, offset, end - Long.BYTES, bytes, offset + Long.BYTES, end)
            < 0;
  }
}
