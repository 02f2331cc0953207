package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.copy.ChunkVerifier.Look;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/**
 * Reads a target back and compares it with its journal.
 *
 * @param leaves digests of granules, for samples
 */
record VerifyPass(ChunkJournal journal, Optional<LeafFile> leaves, Meter meter) {

  /** Chunks that hold something else than the journal says. Blocks. */
  List<Integer> run(BlockReader target, IntFunction<Look> look, Crew crew, Crew.Tick tick) {
    GranuleMap allocated = GranuleMap.ofTarget(journal.geometry(), target.extents());
    var wrong = new ConcurrentLinkedQueue<Integer>();
    meter.begin(CopyProgress.Phase.VERIFY, bytes(allocated, look));
    var shared = new ChunkVerifier.Shared(allocated, journal, leaves, meter, look, wrong::add);
    crew.run(() -> new ChunkVerifier(shared, target), tick);
    tick.tick(0);
    return wrong.stream().sorted().toList();
  }

  private long bytes(GranuleMap allocated, IntFunction<Look> look) {
    Geometry geometry = journal.geometry();
    long total = 0;
    for (int chunk = 0; chunk < geometry.chunks(); chunk++) {
      long mask = allocated.mask(chunk);
      total +=
          switch (mask == 0 ? Look.NOTHING : look.apply(chunk)) {
            case NOTHING -> 0;
            case SAMPLE -> geometry.granule();
            case ALL -> geometry.bytes(chunk, mask);
          };
    }
    return total;
  }
}
