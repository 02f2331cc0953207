package io.wherry.blocks;

/**
 * A byte range of a disk.
 *
 * @param offset bytes from the start of the disk
 * @param length bytes, positive
 */
public record Extent(long offset, long length, ExtentKind kind) {
  public Extent {
    if (offset < 0 || length <= 0 || offset + length < 0) {
      throw new IllegalArgumentException("extent " + offset + "+" + length);
    }
  }

  /** First byte behind the extent. */
  public long end() {
    return offset + length;
  }
}
