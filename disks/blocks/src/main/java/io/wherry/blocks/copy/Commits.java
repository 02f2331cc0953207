package io.wherry.blocks.copy;

import io.wherry.blocks.BlockWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings written chunks into the journal, and both to the medium from time to time: data first,
 * then the records that speak of it.
 */
final class Commits {
  private static final long FLUSH_BYTES = 64L << 20;
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final BlockWriter target;
  private final ChunkJournal journal;
  private final Meter meter;
  private final boolean kernelKeeps;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock committing = new ReentrantLock();
  private List<ChunkJournal.Content> pending = new ArrayList<>();
  private long bytes;
  private long last;

  Commits(BlockWriter target, ChunkJournal journal, Meter meter) {
    this.target = target;
    this.journal = journal;
    this.meter = meter;
    this.kernelKeeps = target.keeping() == BlockWriter.Keeping.IN_KERNEL;
    this.last = meter.now();
  }

  /** Notes a chunk that was written; commits when it is time and no other worker does. */
  void add(ChunkJournal.Content content, long length) {
    boolean due;
    lock.lock();
    try {
      if (kernelKeeps) {
        long at = meter.now();
        journal.written(List.of(content));
        long _ = meter.spent(Meter.Stage.JOURNAL, at);
      } else {
        pending.add(content);
      }
      bytes += length;
      // What the kernel keeps survives our death: only the machine's asks for a flush, and flushes
      // stop the device (2.4 GB took 3.1 s with one each 256 MiB, 2.7 s without).
      due = !kernelKeeps && bytes >= FLUSH_BYTES || meter.now() - last >= MOST_NANOS;
    } finally {
      lock.unlock();
    }
    if (due && committing.tryLock()) {
      try {
        commitLocked();
      } finally {
        committing.unlock();
      }
    }
  }

  /** Makes everything durable that was added before. */
  void commit() {
    committing.lock();
    try {
      commitLocked();
    } finally {
      committing.unlock();
    }
  }

  private void commitLocked() {
    List<ChunkJournal.Content> batch;
    long position;
    lock.lock();
    try {
      batch = pending;
      pending = new ArrayList<>();
      position = journal.position();
      bytes = 0;
      last = meter.now();
    } finally {
      lock.unlock();
    }
    try {
      long at = meter.now();
      target.flush();
      at = meter.spent(Meter.Stage.WRITE, at);
      if (!batch.isEmpty()) {
        journal.written(batch);
        position = journal.position();
      }
      journal.durable(position);
      long _ = meter.spent(Meter.Stage.JOURNAL, at);
    } catch (RuntimeException e) {
      keep(batch);
      throw e;
    }
  }

  private void keep(List<ChunkJournal.Content> batch) {
    lock.lock();
    try {
      pending.addAll(batch);
    } finally {
      lock.unlock();
    }
  }
}
