package io.wherry.blocks.copy;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A token bucket that many copies share: of a link, a source, a target, or all. The rate may be
 * changed while copies wait. Copies get equal parts, however many threads each of them has: of
 * every share only one request waits here, in order.
 */
public final class RateLimiter {
  private static final long SLICE_NANOS = 100_000_000;
  private static final double BURST_SECONDS = 0.1;

  private final LongSupplier nanos;
  private final ReentrantLock queue = new ReentrantLock(true);
  private final ReentrantLock lock = new ReentrantLock();
  private long bytesPerSecond;
  private double tokens;
  private long last;

  /**
   * @param bytesPerSecond 0 is unlimited
   * @param nanos a clock like {@code System::nanoTime}
   */
  public RateLimiter(long bytesPerSecond, LongSupplier nanos) {
    this.nanos = nanos;
    this.last = nanos.getAsLong();
    set(bytesPerSecond);
  }

  /** Of the machine's clock. */
  public static RateLimiter of(long bytesPerSecond) {
    return new RateLimiter(bytesPerSecond, System::nanoTime);
  }

  /**
   * Changes the rate, at once for those that wait.
   *
   * @param rate bytes per second, 0 is unlimited
   */
  public void set(long rate) {
    if (rate < 0) {
      throw new IllegalArgumentException("rate " + rate);
    }
    lock.lock();
    try {
      refill();
      bytesPerSecond = rate;
      tokens = Math.min(tokens, burst());
    } finally {
      lock.unlock();
    }
  }

  /** Bytes per second, 0 is unlimited. */
  public long bytesPerSecond() {
    lock.lock();
    try {
      return bytesPerSecond;
    } finally {
      lock.unlock();
    }
  }

  /** A part for one copy. */
  public Share share() {
    return new Share();
  }

  /** One copy's part. */
  public final class Share {
    private final ReentrantLock mine = new ReentrantLock(true);

    /** Waits until the bytes may flow, or the signal stops it. */
    void acquire(long bytes, StopSignal stop) {
      mine.lock();
      try {
        queue.lock();
        try {
          long wait = waitNanos(bytes);
          while (wait > 0 && !stop.await(Math.min(wait, SLICE_NANOS))) {
            wait = waitNanos(0);
          }
        } finally {
          queue.unlock();
        }
      } finally {
        mine.unlock();
      }
    }
  }

  /** Takes the bytes, on credit; how long until the credit is paid back. */
  private long waitNanos(long bytes) {
    lock.lock();
    try {
      refill();
      if (bytesPerSecond == 0) {
        tokens = 0;
        return 0;
      }
      tokens -= bytes;
      return tokens >= 0 ? 0 : (long) (-tokens / bytesPerSecond * 1e9) + 1;
    } finally {
      lock.unlock();
    }
  }

  private void refill() {
    long now = nanos.getAsLong();
    tokens = Math.min(burst(), tokens + (now - last) / 1e9 * bytesPerSecond);
    last = now;
  }

  private double burst() {
    return bytesPerSecond * BURST_SECONDS;
  }
}
