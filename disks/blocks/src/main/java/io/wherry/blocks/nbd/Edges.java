package io.wherry.blocks.nbd;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reaches odd ranges of a server that takes whole blocks only: reads more than was asked for, and
 * writes a block by reading it first.
 *
 * @source the NBD protocol, "Block size constraints"
 */
final class Edges {
  private final ReentrantLock oneWriter = new ReentrantLock();

  /** The transfers of whole blocks that are built upon. */
  interface Blocks {
    /** Bytes of one block. */
    int least();

    long size();

    void readBlocks(long offset, ByteBuffer into);

    void writeBlocks(long offset, ByteBuffer from);
  }

  static boolean isEven(Blocks blocks, long offset, long length) {
    return (offset | length) % blocks.least() == 0;
  }

  private static ByteBuffer around(Blocks blocks, long offset, int length) {
    long start = start(blocks, offset);
    long end = Math.ceilDiv(offset + length, (long) blocks.least()) * blocks.least();
    return ByteBuffer.allocate((int) (Math.min(end, blocks.size()) - start));
  }

  private static long start(Blocks blocks, long offset) {
    return offset / blocks.least() * blocks.least();
  }

  void read(Blocks blocks, long offset, ByteBuffer into) {
    ByteBuffer all = around(blocks, offset, into.remaining());
    blocks.readBlocks(start(blocks, offset), all);
    int skip = (int) (offset - start(blocks, offset));
    ByteBuffer _ = into.put(all.slice(skip, into.remaining()));
  }

  /** Two writers of one block would undo each other: only one at a time. */
  void write(Blocks blocks, long offset, ByteBuffer from) {
    oneWriter.lock();
    try {
      ByteBuffer all = around(blocks, offset, from.remaining());
      blocks.readBlocks(start(blocks, offset), all);
      int skip = (int) (offset - start(blocks, offset));
      ByteBuffer _ = all.put(skip, from, from.position(), from.remaining());
      ByteBuffer _ = from.position(from.limit());
      blocks.writeBlocks(start(blocks, offset), all.flip());
    } finally {
      oneWriter.unlock();
    }
  }
}
