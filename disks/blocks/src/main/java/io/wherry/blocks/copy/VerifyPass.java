package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;

/** Reads a target back and compares it with its journal. */
record VerifyPass(Geometry geometry, ChunkJournal journal, Meter meter, StopSignal stop) {

  /** Chunks that hold something else than the journal says. Blocks. */
  List<Integer> run(BlockReader target, IntPredicate wanted, Crew crew, Crew.Tick tick) {
    GranuleMap allocated = GranuleMap.ofTarget(geometry, target.extents());
    var wrong = new ConcurrentLinkedQueue<Integer>();
    long total = 0;
    for (int chunk = 0; chunk < geometry.chunks(); chunk++) {
      long mask = allocated.mask(chunk);
      total += mask != 0 && wanted.test(chunk) ? geometry.bytes(chunk, mask) : 0;
    }
    meter.begin(CopyProgress.Phase.VERIFY, total);
    var shared = new ChunkVerifier.Shared(geometry, allocated, journal, meter, wanted, wrong::add);
    crew.run(() -> new ChunkVerifier(shared, target), tick);
    tick.tick(0);
    return wrong.stream().sorted().toList();
  }
}
