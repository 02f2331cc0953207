package io.wherry.blocks.copy;

import io.wherry.problems.Cancelled;
import io.wherry.problems.Defect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs chunks on a changing number of platform threads (digests and decoding keep cores busy;
 * virtual threads would gain nothing). The calling thread watches, adjusts and reports. An
 * interruption of it lets the chunks in flight end; workers are never interrupted.
 */
final class Crew {
  /** Does chunks, one at a time. */
  interface Worker extends AutoCloseable {
    void chunk(int index);

    @Override
    void close();
  }

  /** Opens a worker in its thread. */
  interface Opener {
    Worker open();
  }

  /** Called a few times a second by the watching thread with the number of threads at work. */
  interface Tick {
    void tick(int connections);
  }

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long PARKED_MILLIS = 50;

  private final int chunks;
  private final Concurrency concurrency;
  private final Meter meter;
  private final StopSignal stop;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final List<Thread> threads = new ArrayList<>();
  private volatile int limit;
  private int running;

  Crew(int chunks, Concurrency concurrency, Meter meter, StopSignal stop) {
    this.chunks = chunks;
    this.concurrency = concurrency;
    this.meter = meter;
    this.stop = stop;
  }

  /**
   * Does all chunks. Blocks.
   *
   * @throws Cancelled it was interrupted or stopped; chunks in flight were finished
   */
  void run(Opener opener, Tick tick) {
    limit = concurrency.limit();
    boolean interrupted = false;
    long doneBefore = 0;
    long since = meter.now();
    hire(opener);
    while (waitForEnd()) {
      if (Thread.interrupted()) {
        interrupted = true;
        stop.stop();
      }
      long now = meter.now();
      if (now - since >= TICK_NANOS) {
        long done = meter.finished();
        limit = concurrency.adjust((done - doneBefore) * 1e9 / (now - since));
        doneBefore = done;
        since = now;
        tick.tick(Math.min(limit, threads.size()));
        hire(opener);
      }
    }
    end(interrupted || Thread.interrupted());
  }

  /** Does not restore the interruption: files that are still needed would be closed by it. */
  private void end(boolean interrupted) {
    Throwable problem = failure.get();
    if (problem instanceof RuntimeException known) {
      throw known;
    }
    if (problem instanceof Error error) {
      throw error;
    }
    if (problem != null) {
      throw new Defect("A copy worker failed.", problem);
    }
    if (interrupted || stop.isStopped()) {
      throw new Cancelled("The copy was stopped; run it again to go on where it was.");
    }
  }

  private void hire(Opener opener) {
    while (threads.size() < Math.min(limit, chunks) && !isOver()) {
      int number = threads.size();
      Thread thread = new Thread(() -> work(number, opener), "copy-" + number);
      thread.setDaemon(true);
      threads.add(thread);
      lock.lock();
      try {
        running++;
      } finally {
        lock.unlock();
      }
      thread.start();
    }
  }

  private boolean isOver() {
    return stop.isStopped() || failure.get() != null || next.get() >= chunks;
  }

  /** False when all threads have ended; true after a tick or when interrupted. */
  private boolean waitForEnd() {
    lock.lock();
    try {
      if (running > 0) {
        long _ = ended.awaitNanos(TICK_NANOS);
      }
      return running > 0;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void work(int number, Opener opener) {
    try (Worker worker = opener.open()) {
      while (!isOver()) {
        if (number >= limit) {
          boolean _ = stop.awaitMillis(PARKED_MILLIS);
        } else {
          int index = next.getAndIncrement();
          if (index < chunks) {
            worker.chunk(index);
          }
        }
      }
    } catch (Throwable problem) { // whatever it is, the watching thread throws it
      boolean _ = failure.compareAndSet(null, problem);
    } finally {
      lock.lock();
      try {
        running--;
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
