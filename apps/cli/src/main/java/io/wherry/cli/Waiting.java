package io.wherry.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for things that cannot wake us: other processes and remote servers. */
final class Waiting {
  private static final Duration STEP = Duration.ofMillis(100);

  private Waiting() {}

  /** True as soon as the condition holds, false when the time is over. Blocks. */
  static boolean until(Duration patience, BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      boolean _ = never.await(STEP.toMillis(), TimeUnit.MILLISECONDS);
    }
    return true;
  }
}
