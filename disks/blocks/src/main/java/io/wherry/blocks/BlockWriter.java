package io.wherry.blocks;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Writes a disk. One caller at a time per instance; {@link #another()} for parallel writers. */
public interface BlockWriter extends AutoCloseable {
  /** May a zeroed range become unallocated? */
  enum Hole {
    ALLOWED,
    FORBIDDEN
  }

  /** Whether data that was written, but not flushed, outlives a killed process of ours. */
  enum Keeping {
    /** The kernel of this machine has it: only a crash of the machine loses it. */
    IN_KERNEL,
    /** Only {@link #flush()} makes it last. */
    UNTIL_FLUSH
  }

  /** What a killed process loses. */
  default Keeping keeping() {
    return Keeping.UNTIL_FLUSH;
  }

  /**
   * A text that tells this target from another one of the same name, empty when nothing is known. A
   * journal is only trusted for the target it was written for.
   */
  default String identity() {
    return "";
  }

  /**
   * Bytes that can still be written to where the storage gives room only as it is needed; empty
   * where all has room or nothing is known.
   */
  default OptionalLong room() {
    return OptionalLong.empty();
  }

  /** Size of the target in bytes. */
  long size();

  /**
   * Writes all remaining bytes of the buffer at the offset (bytes). Blocks.
   *
   * @throws io.wherry.problems.NoSpace the target is full; the same write may be tried again
   */
  void write(long offset, ByteBuffer from);

  /** Makes the range read as zeros. Blocks. */
  void zero(long offset, long length, Hole hole);

  /** Returns when everything written before is durable. */
  void flush();

  /** A second, independent writer of the same disk. */
  BlockWriter another();

  @Override
  void close();
}
