package io.wherry.testkit.vsphere;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Lets bytes through at a rate; several may share one. */
final class Throttle {
  private final LongSupplier bytesPerSecond;
  private long free;

  Throttle(LongSupplier bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  void take(int bytes) {
    long rate = bytesPerSecond.getAsLong();
    if (rate <= 0) {
      return;
    }
    long until;
    synchronized (this) {
      free = Math.max(free, System.nanoTime()) + bytes * 1_000_000_000L / rate;
      until = free;
    }
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }
}
