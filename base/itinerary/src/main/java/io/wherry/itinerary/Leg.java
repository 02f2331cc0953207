package io.wherry.itinerary;

import java.util.List;

/** A piece of a route. */
public sealed interface Leg<W> {
  /** One step, taken when the run's traits say so. */
  record Once<W>(Stage stage, Step<W> step, When when) implements Leg<W> {}

  /**
   * Steps taken again and again.
   *
   * @param until whether the loop is left; each answer is journaled
   * @param asked when the first answer is wanted
   */
  record Loop<W>(String name, List<Leg<W>> body, Question<W> until, Asked asked)
      implements Leg<W> {}

  /** What a loop asks. */
  @FunctionalInterface
  interface Question<W> {
    /**
     * Reads only; may block and throw WherryException.
     *
     * @param notes for {@link Notes#of} only
     */
    boolean holds(W world, Notes notes);
  }

  /** When a loop asks whether it is left. */
  enum Asked {
    /** Before the first round and after every round: there may be no round at all. */
    BEFORE_AND_AFTER,
    /** After every round: there is at least one. */
    AFTER
  }
}
