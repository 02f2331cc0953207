package io.wherry.blocks.copy;

import io.wherry.blocks.copy.ChunkVerifier.Look;
import java.util.BitSet;
import java.util.function.IntFunction;

/**
 * What is read back when not everything is: a granule of the first, the last and one of 16 chunks
 * that this run wrote. A write is lost or goes astray as a whole, so many small looks find more
 * than few large ones; they cost a thousandth of the data.
 */
final class Samples {
  private static final int ONE_OF = 16;
  private static final int SPREAD = 0x9E3779B9;

  private Samples() {}

  static IntFunction<Look> of(Geometry geometry, Round round, BitSet before) {
    BitSet written = new BitSet();
    for (int chunk = 0; chunk < geometry.chunks(); chunk++) {
      boolean fresh = round.journal().isDone(chunk) && !before.get(chunk);
      written.set(chunk, fresh && !Digests.isZero(round.journal().digest(chunk)));
    }
    int first = written.nextSetBit(0);
    int last = written.previousSetBit(geometry.chunks());
    return chunk -> {
      boolean taken =
          chunk == first || chunk == last || Integer.remainderUnsigned(spread(chunk), ONE_OF) == 0;
      return written.get(chunk) && taken ? Look.SAMPLE : Look.NOTHING;
    };
  }

  /** By multiplication: neighbours in a regular layout do not fall into one sample. */
  private static int spread(int chunk) {
    return (chunk + 1) * SPREAD >>> 7;
  }

  /** One of the granules of the mask, another one for other chunks. */
  static long granule(int chunk, long mask) {
    long rest = mask;
    for (int skip = Integer.remainderUnsigned(spread(chunk) >>> 8, Long.bitCount(mask));
        skip > 0;
        skip--) {
      rest &= rest - 1;
    }
    return Long.lowestOneBit(rest);
  }
}
