package io.wherry.conversion.guest;

import io.wherry.blocks.ByteSource;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;

/** A disk as it will be when a patch has been written to it; the disk itself is only read. */
public final class PatchedBytes implements ByteSource {
  /** Longest range a patch may have, in bytes. */
  public static final int LONGEST = 1 << 20;

  private final ByteSource disk;
  private final SortedMap<Long, Integer> ranges;
  private final ByteSource content;
  private final long shift;

  /**
   * @param ranges length by offset on the disk, bytes; they don't overlap
   * @param content where the new bytes are
   * @param shift offset on the disk minus offset in the content
   */
  public PatchedBytes(
      ByteSource disk, SortedMap<Long, Integer> ranges, ByteSource content, long shift) {
    this.disk = disk;
    this.ranges = ranges;
    this.content = content;
    this.shift = shift;
  }

  @Override
  public long size() {
    return disk.size();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    int start = into.position();
    long end = offset + into.remaining();
    disk.read(offset, into);
    for (Map.Entry<Long, Integer> e : ranges.subMap(offset - LONGEST, end).entrySet()) {
      long from = Math.max(offset, e.getKey());
      long to = Math.min(end, e.getKey() + e.getValue());
      if (from < to) {
        content.read(from - shift, into.slice(start + (int) (from - offset), (int) (to - from)));
      }
    }
  }

  @Override
  public String name() {
    return disk.name() + " with the patch";
  }

  @Override
  public void close() {
    disk.close();
  }
}
