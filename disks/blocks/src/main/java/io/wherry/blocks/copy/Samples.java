package io.wherry.blocks.copy;

import java.util.BitSet;
import java.util.function.IntPredicate;

/** Which chunks are read back when not all are: the ends of what this run wrote and one of 64. */
final class Samples {
  private static final int ONE_OF = 64;
  private static final int SPREAD = 0x9E3779B9;

  private Samples() {}

  static IntPredicate of(Geometry geometry, Round round, BitSet before) {
    BitSet written = new BitSet();
    for (int chunk = 0; chunk < geometry.chunks(); chunk++) {
      boolean fresh = round.journal().isDone(chunk) && !before.get(chunk);
      written.set(chunk, fresh && !Digests.isZero(round.journal().digest(chunk)));
    }
    int first = written.nextSetBit(0);
    int last = written.previousSetBit(geometry.chunks());
    // Spread by multiplication: neighbours in a regular layout do not fall into one sample.
    return chunk ->
        written.get(chunk)
            && (chunk == first
                || chunk == last
                || Integer.remainderUnsigned((chunk + 1) * SPREAD >>> 7, ONE_OF) == 0);
  }
}
