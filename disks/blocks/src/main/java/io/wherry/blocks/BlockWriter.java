package io.wherry.blocks;

import java.nio.ByteBuffer;

/** Writes a disk. One caller at a time per instance; {@link #another()} for parallel writers. */
public interface BlockWriter extends AutoCloseable {
  /** May a zeroed range become unallocated? */
  enum Hole {
    ALLOWED,
    FORBIDDEN
  }

  /** Size of the target in bytes. */
  long size();

  /** Writes all remaining bytes of the buffer at the offset (bytes). Blocks. */
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
