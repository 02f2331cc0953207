package io.wherry.conversion.guest;

import io.wherry.blocks.ByteSource;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds inodes and the blocks of files in an ext file system. */
final class ExtBlocks {
  private static final int EXTENT_MAGIC = 0xf30a;
  private static final int DEPTH_LIMIT = 5;
  private static final int UNWRITTEN = 32768;

  /** Bounds the work that a hostile extent tree can cause: a file we read has far fewer. */
  private static final int NODE_LIMIT = 20_000;

  private final ByteSource disk;
  private final long start;
  private final ExtSuperblock.Layout layout;

  ExtBlocks(ByteSource disk, long start, ExtSuperblock.Layout layout) {
    this.disk = disk;
    this.start = start;
    this.layout = layout;
  }

  /** Gets runs of a file's blocks; holes and unwritten ones are left out. */
  interface Runs {
    void run(long logical, long physical, long count);
  }

  ExtInode inode(int number) {
    long index = (number & 0xffffffffL) - 1;
    long group = index / layout.inodesPerGroup();
    if (index < 0 || group > layout.blocks()) {
      throw damaged();
    }
    long descriptors = (layout.firstDataBlock() + 1L) * layout.blockSize();
    ByteBuffer d = bytes(descriptors + group * layout.descSize(), layout.descSize());
    long table = d.getInt(8) & 0xffffffffL;
    if (layout.descSize() >= 64) {
      table |= (d.getInt(0x28) & 0xffffffffL) << 32;
    }
    check(table);
    long at = table * layout.blockSize() + index % layout.inodesPerGroup() * layout.inodeSize();
    ExtInode inode = ExtInode.parse(bytes(at, 128));
    if (inode.unreadable()) {
      throw new InvalidRequest("The guest keeps files encrypted or inline; they can't be read.");
    }
    return inode;
  }

  /** Reads from the start of a block as much as the buffer takes. */
  void read(long block, ByteBuffer into) {
    check(block);
    disk.read(start + block * layout.blockSize(), into);
  }

  void map(ExtInode inode, Runs runs) {
    ByteBuffer root = ByteBuffer.wrap(inode.block()).order(ByteOrder.LITTLE_ENDIAN);
    int[] budget = {NODE_LIMIT};
    if (inode.usesExtents()) {
      extents(root, runs, budget, DEPTH_LIMIT);
      return;
    }
    long end = (inode.size() + layout.blockSize() - 1) / layout.blockSize();
    Pointers pointers = new Pointers(runs, budget, end);
    pointers.leaf(root, 12);
    for (int level = 1; level <= 3 && pointers.logical < end; level++) {
      pointers.indirect(root.getInt((11 + level) * 4) & 0xffffffffL, level);
    }
  }

  private void extents(ByteBuffer node, Runs runs, int[] budget, int depthLeft) {
    int entries = node.getShort(2) & 0xffff;
    int depth = node.getShort(6) & 0xffff;
    boolean sane =
        (node.getShort(0) & 0xffff) == EXTENT_MAGIC
            && 12 + entries * 12 <= node.capacity()
            && depth < depthLeft;
    if (!sane || (budget[0] -= entries + 1) < 0) {
      throw damaged();
    }
    for (int i = 1; i <= entries; i++) {
      long logical = node.getInt(i * 12) & 0xffffffffL;
      if (depth == 0) {
        int length = node.getShort(i * 12 + 4) & 0xffff;
        long physical =
            (node.getShort(i * 12 + 6) & 0xffffL) << 32 | node.getInt(i * 12 + 8) & 0xffffffffL;
        if (length <= UNWRITTEN) {
          runs.run(logical, physical, length);
        }
      } else {
        long child =
            (node.getShort(i * 12 + 8) & 0xffffL) << 32 | node.getInt(i * 12 + 4) & 0xffffffffL;
        check(child);
        extents(bytes(child * layout.blockSize(), layout.blockSize()), runs, budget, depth);
      }
    }
  }

  /** The block map of ext2 and ext3: twelve direct pointers, then trees of one to three levels. */
  private final class Pointers {
    private final Runs runs;
    private final int[] budget;
    private final long end;
    private long logical;

    Pointers(Runs runs, int[] budget, long end) {
      this.runs = runs;
      this.budget = budget;
      this.end = end;
    }

    void leaf(ByteBuffer pointers, int count) {
      for (int i = 0; i < count && logical < end; i++, logical++) {
        long physical = pointers.getInt(i * 4) & 0xffffffffL;
        if (physical != 0) {
          runs.run(logical, physical, 1);
        }
      }
    }

    void indirect(long block, int level) {
      int perBlock = layout.blockSize() / 4;
      if (block == 0) {
        long skip = 1;
        for (int i = 0; i < level; i++) {
          skip *= perBlock;
        }
        logical += skip;
        return;
      }
      if (--budget[0] < 0) {
        throw damaged();
      }
      check(block);
      ByteBuffer b = bytes(block * layout.blockSize(), layout.blockSize());
      if (level == 1) {
        leaf(b, perBlock);
        return;
      }
      for (int i = 0; i < perBlock && logical < end; i++) {
        indirect(b.getInt(i * 4) & 0xffffffffL, level - 1);
      }
    }
  }

  private void check(long block) {
    if (block < 0 || block >= layout.blocks()) {
      throw damaged();
    }
  }

  private ByteBuffer bytes(long offset, int length) {
    ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    disk.read(start + offset, b);
    return b.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static InvalidRequest damaged() {
    return new InvalidRequest("The ext file system is damaged: it points outside of itself.");
  }
}
