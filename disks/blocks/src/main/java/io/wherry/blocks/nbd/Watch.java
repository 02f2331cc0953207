package io.wherry.blocks.nbd;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/** Gives up what does not come on: a cut link says nothing for ever. Ends when it is closed. */
final class Watch implements AutoCloseable {
  private static final long LOOK_MILLIS = 500;

  private final CountDownLatch closed = new CountDownLatch(1);

  private Watch() {}

  /**
   * Looks every half second.
   *
   * @param stalled told the time (ns), says whether it is enough
   * @param giveUp done once then
   */
  static Watch over(LongPredicate stalled, Runnable giveUp) {
    Watch watch = new Watch();
    Thread _ =
        Thread.ofVirtual()
            .name("nbd-watch")
            .start(() -> {
              try {
                while (!watch.closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                  if (stalled.test(System.nanoTime())) {
                    giveUp.run();
                    return;
                  }
                }
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    return watch;
  }

  /** Gives up after a time. */
  static Watch limit(Duration limit, Runnable giveUp) {
    long start = System.nanoTime();
    return over(now -> now - start > limit.toNanos(), giveUp);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
