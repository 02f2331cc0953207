package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** One worker of a verification: reads a chunk of the target back and compares its digest. */
final class ChunkVerifier implements Crew.Worker {
  /** How much of a chunk is read back. */
  enum Look {
    NOTHING,
    /** One granule that holds data. */
    SAMPLE,
    ALL
  }

  /**
   * What the workers of a pass have in common.
   *
   * @param allocated granules that may hold data; the others read as zeros
   * @param leaves digests of granules, for samples
   * @param look how much of each chunk is read back
   * @param wrong told the chunks that hold something else
   */
  record Shared(
      GranuleMap allocated,
      ChunkJournal journal,
      Optional<LeafFile> leaves,
      Meter meter,
      IntFunction<Look> look,
      IntConsumer wrong) {}

  private final Shared shared;
  private final Geometry geometry;
  private final BlockReader target;
  private final ChunkBuffer buffer;

  ChunkVerifier(Shared shared, BlockReader target) {
    this.shared = shared;
    this.geometry = shared.journal().geometry();
    this.target = target.another();
    this.buffer = new ChunkBuffer(geometry, shared.journal().digestKind());
  }

  @Override
  public void chunk(int chunk) {
    long allocated = shared.allocated().mask(chunk);
    byte[] expected = shared.journal().digest(chunk);
    boolean nothing = allocated == 0 && Digests.isZero(expected);
    Look look = nothing ? Look.NOTHING : shared.look().apply(chunk);
    if (look == Look.NOTHING) {
      return;
    }
    Optional<byte[]> leaves =
        look == Look.SAMPLE
            ? shared.leaves().flatMap(file -> file.leaves(chunk, expected, buffer.digests()))
            : Optional.empty();
    int bytes = leaves.isPresent() ? sample(chunk, leaves.get()) : all(chunk, allocated, expected);
    shared.meter().verified.add(bytes);
    shared.meter().done(bytes);
  }

  private int all(int chunk, long mask, byte[] expected) {
    read(chunk, mask);
    if (!Digests.equal(buffer.digest(), 0, expected, 0)) {
      shared.wrong().accept(chunk);
    }
    return mask == 0 ? 0 : geometry.bytes(chunk, mask);
  }

  private int sample(int chunk, byte[] leaves) {
    buffer.start(leaves);
    long mask = Samples.granule(chunk, buffer.nonZero());
    read(chunk, mask);
    if ((buffer.differing(leaves) & mask) != 0) {
      shared.wrong().accept(chunk);
    }
    return geometry.bytes(chunk, mask);
  }

  private void read(int chunk, long mask) {
    long at = shared.meter().now();
    buffer.startEmpty();
    buffer.each(chunk, mask, target::read);
    at = shared.meter().spent(Meter.Stage.READ, at);
    buffer.digest(chunk, mask, 0);
    long _ = shared.meter().spent(Meter.Stage.DIGEST, at);
  }

  @Override
  public void close() {
    target.close();
  }
}
