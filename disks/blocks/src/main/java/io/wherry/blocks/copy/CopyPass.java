package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.RawFile;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** The first pass: reads, writes and journals every chunk that is not durable yet. */
final class CopyPass {
  /** Data that is written before it is made durable and journaled. */
  private static final long COMMIT_BYTES = 256L << 20;

  private final DiskCopy.Job job;
  private final ChunkPlan plan;
  private final ChunkJournal journal;
  private final CopyListener listener;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final ReentrantLock committing = new ReentrantLock();
  private final List<ChunkJournal.Entry> uncommitted = new ArrayList<>();
  private long uncommittedBytes;

  CopyPass(DiskCopy.Job job, ChunkPlan plan, ChunkJournal journal, CopyListener listener) {
    this.job = job;
    this.plan = plan;
    this.journal = journal;
    this.listener = listener;
  }

  /** Bytes written. */
  long run() {
    ChunkWorkers.run(
        job.workers(),
        () -> {
          work();
          return null;
        });
    committing.lock();
    try {
      commit();
    } finally {
      committing.unlock();
    }
    return written.get();
  }

  private void work() throws InterruptedException {
    try (BlockReader source = job.source().another();
        BlockWriter target = job.target().another()) {
      ByteBuffer buffer = aligned(DiskCopy.CHUNK);
      byte[] scratch = new byte[256 << 10];
      MessageDigest sha = ChunkJournal.sha256();
      int index = next.getAndIncrement();
      while (index < plan.count()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("copy");
        }
        Chunk chunk = plan.chunk(index);
        if (!journal.isDurable(index) && chunk.content() == Chunk.Content.DATA) {
          buffer.clear().limit(chunk.length());
          source.read(chunk.offset(), buffer);
          byte[] digest = digest(sha, buffer.flip(), scratch);
          write(target, chunk, buffer);
          note(new ChunkJournal.Entry(index, digest), chunk.length());
        }
        if (chunk.content() == Chunk.Content.DATA) {
          listener.progress(
              CopyListener.Phase.COPY, done.addAndGet(chunk.length()), plan.dataBytes());
        }
        index = next.getAndIncrement();
      }
    }
  }

  private void write(BlockWriter target, Chunk chunk, ByteBuffer buffer) {
    ByteBuffer whole = buffer.slice(0, chunk.length());
    ZeroRuns.data(
        whole,
        (offset, length) -> {
          target.write(chunk.offset() + offset, whole.slice(offset, length));
          written.addAndGet(length);
        });
  }

  private void note(ChunkJournal.Entry entry, long bytes) {
    committing.lock();
    try {
      uncommitted.add(entry);
      uncommittedBytes += bytes;
      if (uncommittedBytes >= COMMIT_BYTES) {
        commit();
      }
    } finally {
      committing.unlock();
    }
  }

  /** Data first, then the records that say so. */
  private void commit() {
    if (!uncommitted.isEmpty()) {
      job.target().flush();
      journal.append(uncommitted);
      uncommitted.clear();
      uncommittedBytes = 0;
    }
  }

  static byte[] digest(MessageDigest sha, ByteBuffer bytes, byte[] scratch) {
    // Through an array in cache-sized pieces: the digest of a direct buffer copies bytewise.
    ByteBuffer from = bytes.duplicate();
    while (from.hasRemaining()) {
      int n = Math.min(scratch.length, from.remaining());
      from.get(scratch, 0, n);
      sha.update(scratch, 0, n);
    }
    return sha.digest();
  }

  static ByteBuffer aligned(int size) {
    return ByteBuffer.allocateDirect(size + RawFile.ALIGNMENT).alignedSlice(RawFile.ALIGNMENT);
  }
}
