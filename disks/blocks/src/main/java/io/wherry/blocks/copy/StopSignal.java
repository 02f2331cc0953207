package io.wherry.blocks.copy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Ends workers between two chunks. Threads are never interrupted: that would close their files. */
public final class StopSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean stopped;

  /** Stops everything that asks. */
  public void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public boolean isStopped() {
    return stopped;
  }

  /**
   * Waits.
   *
   * @return true when it was stopped, false after the time
   */
  boolean await(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!stopped && left > 0) {
        left = changed.awaitNanos(left);
      }
      return stopped;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits that many milliseconds; see {@link #await}. */
  boolean awaitMillis(long millis) {
    return await(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
