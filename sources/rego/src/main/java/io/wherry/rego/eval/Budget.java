package io.wherry.rego.eval;

import io.wherry.rego.Limits;
import io.wherry.rego.RegoError;
import io.wherry.rego.RegoError.Code;
import io.wherry.rego.syntax.Position;

/** What is left of a query's limits. For one thread. */
public final class Budget {
  private static final long LOOK_AT_THE_CLOCK = 4_096;

  private final Limits limits;
  private final long deadlineNanos;
  private long steps;
  private long cells;
  private long nextLook = LOOK_AT_THE_CLOCK;

  public Budget(Limits limits) {
    this.limits = limits;
    this.deadlineNanos = System.nanoTime() + limits.time().toNanos();
  }

  /**
   * Counts work done.
   *
   * @throws EvaluationException the limit is reached, or the thread was interrupted
   */
  public void step(long count) {
    steps += count;
    if (steps >= nextLook) {
      nextLook = steps + LOOK_AT_THE_CLOCK;
      look();
    }
  }

  private void look() {
    if (steps > limits.steps()) {
      throw over("more than " + limits.steps() + " steps");
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw over("more than " + limits.time().toMillis() + " ms");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw over("the evaluation was cancelled");
    }
  }

  /**
   * Counts elements that are about to be made. Ask before making them.
   *
   * @throws EvaluationException the limit is reached
   */
  public void make(long count) {
    cells += count;
    if (cells > limits.cells()) {
      throw over("more than " + limits.cells() + " elements made");
    }
    step(count);
  }

  /** As {@link #make} for a text of this many characters. */
  public void makeText(long characters) {
    make(1 + characters / 8);
  }

  public long stepsTaken() {
    return steps;
  }

  static EvaluationException over(String what) {
    return new EvaluationException(
        new RegoError(Code.LIMIT, "limit reached: " + what, new Position("query", 1, 1)));
  }
}
