package io.wherry.rego.eval;

/**
 * One condition of a body. Runs the next step once for every way in which it can hold. Steps are
 * linked once, when they are compiled; they keep no state, so one chain serves many threads.
 */
public abstract class Step {
  // Set once by the compiler, before any thread sees the chain.
  private Step next = Stop.FOUND;

  /**
   * @return true when no more solutions are wanted
   */
  abstract boolean run(Frame frame);

  final boolean proceed(Frame frame) {
    return next.run(frame);
  }

  /** Links steps to a chain and gives its first one. */
  public static Step chain(java.util.List<Step> steps, Step last) {
    Step next = last;
    for (Step step : steps.reversed()) {
      step.next = next;
      next = step;
    }
    return next;
  }

  /** Ends a chain where one solution is enough. */
  public static final class Stop extends Step {
    public static final Stop FOUND = new Stop();

    private Stop() {}

    @Override
    boolean run(Frame frame) {
      return true;
    }
  }
}
