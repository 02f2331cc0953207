package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** One worker of a verification: reads a chunk of the target back and compares its digest. */
final class ChunkVerifier implements Crew.Worker {
  /**
   * What the workers of a pass have in common.
   *
   * @param allocated granules that may hold data; the others read as zeros
   * @param wanted chunks to check
   * @param wrong told the chunks that hold something else
   */
  record Shared(
      Geometry geometry,
      GranuleMap allocated,
      ChunkJournal journal,
      Meter meter,
      IntPredicate wanted,
      IntConsumer wrong) {}

  private final Shared shared;
  private final BlockReader target;
  private final ChunkBuffer buffer;

  ChunkVerifier(Shared shared, BlockReader target) {
    this.shared = shared;
    this.target = target.another();
    this.buffer = new ChunkBuffer(shared.geometry(), shared.journal().digestKind());
  }

  @Override
  public void chunk(int chunk) {
    long mask = shared.allocated().mask(chunk);
    byte[] expected = shared.journal().digest(chunk);
    boolean nothing = mask == 0 && Digests.isZero(expected);
    if (nothing || !shared.wanted().test(chunk)) {
      return;
    }
    long at = shared.meter().now();
    buffer.startEmpty();
    buffer.each(chunk, mask, target::read);
    at = shared.meter().spent(Meter.Stage.READ, at);
    buffer.digest(chunk, mask, 0);
    if (!Digests.equal(buffer.digest(), 0, expected, 0)) {
      shared.wrong().accept(chunk);
    }
    long _ = shared.meter().spent(Meter.Stage.DIGEST, at);
    int bytes = mask == 0 ? 0 : shared.geometry().bytes(chunk, mask);
    shared.meter().verified.add(bytes);
    shared.meter().done(bytes);
  }

  @Override
  public void close() {
    target.close();
  }
}
