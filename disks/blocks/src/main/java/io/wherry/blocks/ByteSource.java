package io.wherry.blocks;

import java.nio.ByteBuffer;

/**
 * Random access to the bytes of a container: a file, a member of a tar, a range of a URL. Disk
 * formats are parsed on top of it. Safe for several threads.
 */
public interface ByteSource extends AutoCloseable {
  /** Size in bytes. */
  long size();

  /**
   * Fills the buffer from the offset (bytes) or throws. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest the range is behind the end
   * @throws io.wherry.problems.PeerUnavailable the source went away
   */
  void read(long offset, ByteBuffer into);

  /** Which ranges are allocated, in order and gap-free: all, where nothing is known. */
  default Iterable<Extent> extents() {
    return size() == 0
        ? java.util.List.of()
        : java.util.List.of(new Extent(0, size(), ExtentKind.DATA));
  }

  /**
   * A text that changes when the bytes may have changed: an ETag, a snapshot's id, length and time
   * of the last change. Empty when nothing is known.
   */
  default String version() {
    return "";
  }

  /** For messages, for example {@code web.ova!disk1.vmdk}. */
  String name();

  @Override
  void close();
}
