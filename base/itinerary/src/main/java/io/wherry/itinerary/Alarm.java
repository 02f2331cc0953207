package io.wherry.itinerary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A waiter that events wake. Safe for use by several threads; one of them waits. */
public final class Alarm implements Waiter {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Clock clock;
  private boolean woken;

  public Alarm(Clock clock) {
    this.clock = clock;
  }

  /** Something may have changed: the run looks again at once. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Looks at the clock again; needed only where the clock is simulated. */
  public void tick() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    Instant due = clock.instant().plus(atMost);
    lock.lockInterruptibly();
    try {
      long left = Duration.between(clock.instant(), due).toNanos();
      while (!woken && left > 0) {
        boolean _ = changed.await(left, TimeUnit.NANOSECONDS);
        left = Duration.between(clock.instant(), due).toNanos();
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }
}
