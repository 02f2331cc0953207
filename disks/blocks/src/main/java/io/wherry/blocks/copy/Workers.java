package io.wherry.blocks.copy;

/** How many workers a copy may have. */
final class Workers {
  /** Memory for chunks in flight, whatever the size of the disk. */
  private static final long BUFFER_BYTES = 64L << 20;

  private static final int START = 4;
  private static final int MOST = 16;

  private Workers() {}

  /**
   * The number of workers over time.
   *
   * @param wanted a fixed number, or 0 to find the best one
   * @param buffers chunks in memory for each of them
   */
  static Concurrency concurrency(Geometry geometry, int wanted, int buffers) {
    int memory = (int) Math.max(1, BUFFER_BYTES / geometry.chunkBytes() / buffers);
    if (wanted > 0) {
      int fixed = Math.min(wanted, memory);
      return new Concurrency(fixed, fixed, fixed);
    }
    int most = Math.min(MOST, memory);
    return new Concurrency(1, Math.min(START, most), most);
  }
}
