package io.wherry.blocks.copy;

import java.nio.ByteBuffer;

/**
 * What all workers of one pass share.
 *
 * @param job what the caller wants
 * @param data granules that the source holds
 * @param changed granules that differ from the last round; null when that is not known
 */
record Round(
    CopyJob job,
    Geometry geometry,
    GranuleMap data,
    @org.jspecify.annotations.Nullable GranuleMap changed,
    ChunkJournal journal,
    LeafFile leaves) {

  /** Whether a chunk needs no look: nothing is there, and nothing was. */
  boolean isIdle(int chunk) {
    if (journal.isTrusted(chunk)) {
      return changed != null && changed.mask(chunk) == 0;
    }
    return data.mask(chunk) == 0
        && journal.base() == ChunkJournal.Base.ZEROS
        && !journal.isSoiled(chunk);
  }

  /** Bytes of a chunk that count for progress. */
  int weight(int chunk) {
    long mask = data.mask(chunk);
    if (changed != null && journal.isTrusted(chunk)) {
      mask &= changed.mask(chunk);
    }
    return mask == 0 ? 0 : geometry.bytes(chunk, mask);
  }

  /** A buffer for direct I/O. */
  static ByteBuffer aligned(int size) {
    int page = io.wherry.blocks.RawFile.ALIGNMENT;
    int whole = Math.ceilDiv(size, page) * page; // an aligned slice ends on a border, too
    return ByteBuffer.allocateDirect(whole + page).alignedSlice(page);
  }
}
