package io.wherry.itinerary;

import io.wherry.problems.Category;
import io.wherry.problems.Problem;
import io.wherry.problems.ProblemCode;
import io.wherry.problems.SubjectRef;
import java.time.Duration;

/** Problems the engine itself finds. */
public enum EngineProblem implements ProblemCode {
  /** A step took longer than it may. */
  DeadlineExceeded,
  /** A peer does not answer. */
  PeerUnavailable,
  /** A peer refuses. */
  PeerRefused,
  /** What was asked for cannot work. */
  InvalidRequest,
  /** Somebody else writes the same object. */
  StaleWrite,
  /** Our own mistake. */
  Defect;

  @Override
  public String wire() {
    return name();
  }

  static Problem late(LegKey leg, Duration deadline) {
    return new Problem(
        DeadlineExceeded,
        Category.Critical,
        new SubjectRef("step", leg.toString()),
        "Step " + leg + " did not finish within " + text(deadline) + ".",
        "Look at the objects it waits for, then start a new migration.");
  }

  static Problem thrown(EngineProblem code, LegKey leg, RuntimeException cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String advice =
        code == Defect ? "This is a mistake in Wherry; the server log has the details." : "";
    return new Problem(
        code, Category.Critical, new SubjectRef("step", leg.toString()), message, advice);
  }

  private static String text(Duration d) {
    return d.toMinutes() > 1 ? d.toMinutes() + " minutes" : d.toSeconds() + " seconds";
  }
}
