package io.wherry.blocks.copy;

import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;
import java.util.BitSet;

/** Which chunks a disk has and which of them hold data. Pure. */
final class ChunkPlan {
  private final long size;
  private final int chunkSize;
  private final BitSet data;

  private ChunkPlan(long size, int chunkSize, BitSet data) {
    this.size = size;
    this.chunkSize = chunkSize;
    this.data = data;
  }

  /**
   * From a reader's extents.
   *
   * @throws InvalidRequest the extents have a gap or an overlap, or do not cover the disk
   */
  static ChunkPlan of(long size, int chunkSize, Iterable<Extent> extents) {
    BitSet data = new BitSet();
    long at = 0;
    for (Extent extent : extents) {
      if (extent.offset() != at || extent.end() > size) {
        throw new InvalidRequest(
            "The source describes its disk wrongly: extent at %d, expected %d of %d bytes."
                .formatted(extent.offset(), at, size));
      }
      at = extent.end();
      if (extent.kind() == ExtentKind.DATA) {
        data.set((int) (extent.offset() / chunkSize), (int) ((at - 1) / chunkSize) + 1);
      }
    }
    if (at != size) {
      throw new InvalidRequest("The source describes only %d of %d bytes.".formatted(at, size));
    }
    return new ChunkPlan(size, chunkSize, data);
  }

  int count() {
    return Math.toIntExact((size + chunkSize - 1) / chunkSize);
  }

  long size() {
    return size;
  }

  /** Bytes in chunks that must be read. */
  long dataBytes() {
    long bytes = (long) data.cardinality() * chunkSize;
    boolean shortLast = count() > 0 && data.get(count() - 1) && size % chunkSize != 0;
    return shortLast ? bytes - chunkSize + size % chunkSize : bytes;
  }

  Chunk chunk(int index) {
    long offset = (long) index * chunkSize;
    return new Chunk(
        index,
        offset,
        (int) Math.min(chunkSize, size - offset),
        data.get(index) ? Chunk.Content.DATA : Chunk.Content.ZEROS);
  }
}
