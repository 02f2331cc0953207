package io.wherry.blocks;

import java.nio.ByteBuffer;

/** Reads a disk. One caller at a time per instance; {@link #another()} for parallel readers. */
public interface BlockReader extends AutoCloseable {
  /** Size of the disk in bytes. */
  long size();

  /** All extents in order, gap-free, covering {@link #size()}. May be iterated once per call. */
  Iterable<Extent> extents();

  /**
   * Fills the buffer from the offset (bytes) or throws. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest the source is damaged
   * @throws io.wherry.problems.PeerUnavailable the source went away
   */
  void read(long offset, ByteBuffer into);

  /**
   * A text that changes when the disk's bytes may have changed. Empty when nothing is known; a copy
   * is then compared as a whole when it is continued.
   */
  default String version() {
    return "";
  }

  /** A second, independent reader of the same disk. */
  BlockReader another();

  @Override
  void close();
}
