package io.wherry.conversion.guest;

import java.nio.ByteBuffer;

/**
 * One inode.
 *
 * @param size bytes
 * @param block the 60 bytes that hold block numbers, extents or a short link
 */
record ExtInode(int mode, long size, int flags, byte[] block) {
  private static final int EXTENTS = 0x80000;

  /** encrypted, inline data, and verity metadata are stored in ways we don't read. */
  private static final int UNREADABLE = 0x800 | 0x10000000;

  static ExtInode parse(ByteBuffer b) {
    byte[] block = new byte[60];
    b.get(0x28, block);
    int mode = b.getShort(0) & 0xffff;
    long high = (mode & 0xf000) == 0x8000 ? b.getInt(0x6c) & 0xffffffffL : 0;
    return new ExtInode(mode, (b.getInt(4) & 0xffffffffL) | high << 32, b.getInt(0x20), block);
  }

  boolean regular() {
    return (mode & 0xf000) == 0x8000;
  }

  boolean directory() {
    return (mode & 0xf000) == 0x4000;
  }

  boolean link() {
    return (mode & 0xf000) == 0xa000;
  }

  boolean usesExtents() {
    return (flags & EXTENTS) != 0;
  }

  boolean unreadable() {
    return (flags & UNREADABLE) != 0 || size < 0;
  }
}
