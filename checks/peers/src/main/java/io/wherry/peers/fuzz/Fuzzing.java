package io.wherry.peers.fuzz;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Feeds one parser. An input that makes it throw something unexpected, or that takes too long, is
 * named by seed and number. A parser that wants too much memory meets the limits of the JVM.
 */
public final class Fuzzing {
  /** Far more than any of the small inputs may take on a busy machine. */
  private static final Duration MOST = Duration.ofSeconds(30);

  /** A parser under test. */
  public interface Target {
    /** Takes an input, whatever it is; throws only what is a defect. */
    void take(byte[] input) throws Exception;
  }

  private final String name;
  private final Mutator mutator;
  private final Target target;
  private final AtomicLong current = new AtomicLong(-1);

  /** The name stands in messages; inputs resemble the good one. */
  public Fuzzing(String name, byte[] good, Target target) {
    this.name = name;
    this.mutator = new Mutator(good);
    this.target = target;
  }

  /**
   * Feeds inputs {@code [seed, seed + count)}.
   *
   * @throws AssertionError one was not taken as it should be
   */
  public void run(long seed, long count) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread _ = Thread.ofPlatform().daemon().start(() -> watch(ended));
    try {
      for (long number = seed; number < seed + count; number++) {
        current.set(number);
        one(number);
      }
    } finally {
      ended.countDown();
    }
  }

  private void one(long number) {
    try {
      target.take(mutator.input(number));
    } catch (Exception | Error e) {
      throw new AssertionError(name + ": input " + number + " was not refused properly: " + e, e);
    }
  }

  /** Ends the whole JVM: a parser that hangs cannot be interrupted. */
  private void watch(CountDownLatch ended) {
    try {
      long before = current.get();
      while (!ended.await(MOST.toMillis(), TimeUnit.MILLISECONDS)) {
        long now = current.get();
        if (now == before && now >= 0) {
          System.err.println(name + ": input " + now + " hangs");
          Runtime.getRuntime().halt(1);
        }
        before = now;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
