package io.wherry.blocks.copy;

import io.wherry.problems.InvalidRequest;

/**
 * How a disk is cut: 64 granules make a chunk. A chunk is the unit of journal, resume and repair, a
 * granule that of zero detection, digests and deltas. Follows from the size alone, so that equal
 * disks have equal root digests wherever they were copied.
 *
 * @param size bytes of the disk
 * @param chunkBytes bytes of a chunk: 4 MiB up to 4 TiB, then doubled so that a journal stays small
 */
record Geometry(long size, int chunkBytes) {
  /** Granules of a chunk: one bit each of a {@code long}. */
  static final int GRANULES = 64;

  private static final int SMALLEST_CHUNK = 4 << 20;
  private static final int LARGEST_CHUNK = 64 << 20;
  private static final long MOST_CHUNKS = 1L << 20;

  /** Bytes of the largest disk. */
  static final long MOST_BYTES = MOST_CHUNKS * LARGEST_CHUNK;

  /**
   * The cut of a disk.
   *
   * @throws InvalidRequest the size is negative or beyond 64 TiB
   */
  static Geometry of(long size) {
    int chunk = SMALLEST_CHUNK;
    while (size > MOST_CHUNKS * chunk && chunk < LARGEST_CHUNK) {
      chunk <<= 1;
    }
    if (size < 0 || size > MOST_BYTES) {
      throw new InvalidRequest(
          "A disk of %d bytes cannot be copied: the limit is 64 TiB.".formatted(size));
    }
    return new Geometry(size, chunk);
  }

  int chunks() {
    return Math.toIntExact((size + chunkBytes - 1) / chunkBytes);
  }

  int granule() {
    return chunkBytes / GRANULES;
  }

  long offset(int chunk) {
    return (long) chunk * chunkBytes;
  }

  /** Bytes of a chunk; only the last one may be short. */
  int length(int chunk) {
    return (int) Math.min(chunkBytes, size - offset(chunk));
  }

  /** Granules of a chunk. */
  int granules(int chunk) {
    return (length(chunk) + granule() - 1) / granule();
  }

  /** Bits of all granules of a chunk. */
  long all(int chunk) {
    return bits(0, granules(chunk));
  }

  /** Bits {@code [from, to)}. */
  static long bits(int from, int to) {
    int n = to - from;
    return n <= 0 ? 0 : (-1L >>> (GRANULES - n)) << from;
  }

  /** Bytes that the granules of a mask cover in a chunk. */
  int bytes(int chunk, long mask) {
    long last = 1L << (granules(chunk) - 1);
    int whole = Long.bitCount(mask & ~last) * granule();
    return (mask & last) == 0 ? whole : whole + length(chunk) - (granules(chunk) - 1) * granule();
  }
}
