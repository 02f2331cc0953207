package io.wherry.conversion.guest;

import io.wherry.blocks.ByteSource;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * The parts of an ext2/3/4 superblock that reading and judging needs.
 *
 * @param freeBytes what the file system could still take
 * @param unfit why it must not be changed offline; empty when it may
 */
public record ExtSuperblock(
    Layout layout, UUID uuid, long freeBytes, long freeInodes, Optional<String> unfit) {

  /**
   * Where things are.
   *
   * @param blockSize bytes
   * @param firstDataBlock 1 for 1 KiB blocks, else 0
   */
  public record Layout(
      int blockSize,
      long blocks,
      int firstDataBlock,
      int inodesPerGroup,
      int inodeSize,
      int descSize) {}

  private static final int NEEDS_RECOVERY = 0x4;

  /** filetype, recover, extents, 64bit, flex_bg, csum_seed, largedir. */
  private static final int INCOMPAT_READABLE = 0x2 | 0x4 | 0x40 | 0x80 | 0x200 | 0x2000 | 0x4000;

  /**
   * sparse_super, large_file, btree, huge_file, gdt_csum, dir_nlink, extra_isize, metadata_csum,
   * verity.
   */
  private static final int RO_COMPAT_WRITABLE =
      0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x20 | 0x40 | 0x400 | 0x8000;

  /**
   * Reads it.
   *
   * @throws InvalidRequest it is not ext, uses what we can't read, or contradicts itself
   */
  static ExtSuperblock read(ByteSource disk, Partition partition) {
    if (partition.length() < 4096) {
      throw new InvalidRequest("The file system is too small to be ext.");
    }
    ByteBuffer b = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    disk.read(partition.offset() + 1024, b);
    int incompat = b.getInt(0x60);
    if (b.getShort(0x38) != (short) 0xef53 || (incompat & ~INCOMPAT_READABLE) != 0) {
      throw new InvalidRequest(
          "The ext file system uses features we can't read (incompat 0x%x).".formatted(incompat));
    }
    Layout layout = layout(b, incompat, partition);
    long freeBlocks = wide(b, 0x0c, 0x158, incompat);
    return new ExtSuperblock(
        layout,
        uuid(b),
        freeBlocks * layout.blockSize,
        b.getInt(0x10) & 0xffffffffL,
        unfit(b, incompat));
  }

  private static Layout layout(ByteBuffer b, int incompat, Partition partition) {
    int logBlock = b.getInt(0x18);
    long blocks = wide(b, 0x04, 0x150, incompat);
    boolean revisionZero = b.getInt(0x4c) == 0;
    int inodeSize = revisionZero ? 128 : b.getShort(0x58) & 0xffff;
    int descSize = (incompat & 0x80) != 0 ? Math.max(32, b.getShort(0xfe) & 0xffff) : 32;
    int perGroup = b.getInt(0x28);
    boolean sane =
        logBlock >= 0
            && logBlock <= 6
            && inodeSize >= 128
            && inodeSize <= 4096
            && descSize <= 1024
            && perGroup > 0
            && blocks > 0
            && blocks <= partition.length() >> (10 + logBlock);
    if (!sane) {
      throw new InvalidRequest("The superblock of the ext file system contradicts itself.");
    }
    return new Layout(
        1024 << logBlock, blocks, b.getInt(0x14) == 0 ? 0 : 1, perGroup, inodeSize, descSize);
  }

  private static Optional<String> unfit(ByteBuffer b, int incompat) {
    if ((incompat & NEEDS_RECOVERY) != 0) {
      return Optional.of(
          "its journal must be replayed first (the guest was not shut down cleanly)");
    }
    if ((b.getShort(0x3a) & 0x3) != 1 || b.getInt(0xe8) != 0) {
      return Optional.of("it was not unmounted cleanly or has errors");
    }
    int foreign = b.getInt(0x64) & ~RO_COMPAT_WRITABLE;
    if (foreign != 0) {
      return Optional.of(
          "it uses features that can't be kept right offline (0x%x)".formatted(foreign));
    }
    return Optional.empty();
  }

  private static long wide(ByteBuffer b, int low, int high, int incompat) {
    long value = b.getInt(low) & 0xffffffffL;
    return (incompat & 0x80) != 0 ? value | (b.getInt(high) & 0xffffffffL) << 32 : value;
  }

  private static UUID uuid(ByteBuffer b) {
    ByteBuffer big = b.duplicate().order(ByteOrder.BIG_ENDIAN);
    return new UUID(big.getLong(0x68), big.getLong(0x70));
  }
}
