package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The second pass: reads the target back and compares it with the journal's digests. */
final class VerifyPass {
  private final DiskCopy.Job job;
  private final ChunkPlan plan;
  private final ChunkJournal journal;
  private final CopyListener listener;
  private final BitSet allocated = new BitSet();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicLong done = new AtomicLong();

  VerifyPass(DiskCopy.Job job, ChunkPlan plan, ChunkJournal journal, CopyListener listener) {
    this.job = job;
    this.plan = plan;
    this.journal = journal;
    this.listener = listener;
  }

  /** Number of chunks that differ. */
  int run() {
    for (Extent extent : job.readBack().extents()) {
      if (extent.kind() == ExtentKind.DATA && extent.offset() < plan.size()) {
        allocated.set(
            (int) (extent.offset() / DiskCopy.CHUNK),
            (int) ((extent.end() - 1) / DiskCopy.CHUNK) + 1);
      }
    }
    ChunkWorkers.run(
        job.workers(),
        () -> {
          work();
          return null;
        });
    return wrong.get();
  }

  private void work() throws InterruptedException {
    try (BlockReader target = job.readBack().another()) {
      ByteBuffer buffer = CopyPass.aligned(DiskCopy.CHUNK);
      byte[] scratch = new byte[256 << 10];
      MessageDigest sha = ChunkJournal.sha256();
      int index = next.getAndIncrement();
      while (index < plan.count()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("verify");
        }
        Chunk chunk = plan.chunk(index);
        boolean data = chunk.content() == Chunk.Content.DATA;
        // A hole needs no reading: it cannot hold anything but zeros.
        if (data || allocated.get(index)) {
          buffer.clear().limit(chunk.length());
          target.read(chunk.offset(), buffer);
          buffer.flip();
          boolean equal =
              data
                  ? Arrays.equals(CopyPass.digest(sha, buffer, scratch), journal.digest(index))
                  : ZeroRuns.isZero(MemorySegment.ofBuffer(buffer), 0, chunk.length());
          if (!equal) {
            wrong.incrementAndGet();
          }
        }
        if (data) {
          listener.progress(
              CopyListener.Phase.VERIFY, done.addAndGet(chunk.length()), plan.dataBytes());
        }
        index = next.getAndIncrement();
      }
    }
  }
}
