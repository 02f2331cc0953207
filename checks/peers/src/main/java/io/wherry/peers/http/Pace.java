package io.wherry.peers.http;

import java.util.concurrent.locks.LockSupport;

/** Keeps one connection at a rate. */
final class Pace {
  private long free = System.nanoTime();

  /** Returns when so many more bytes may be sent. */
  void take(long bytes, long bytesPerSecond) {
    long now = System.nanoTime();
    // Idle time is not saved up, but a few milliseconds of oversleeping are.
    free = Math.max(free, now - 5_000_000);
    free += bytes * 1_000_000_000L / bytesPerSecond;
    while (System.nanoTime() < free) {
      LockSupport.parkNanos(free - System.nanoTime());
    }
  }
}
