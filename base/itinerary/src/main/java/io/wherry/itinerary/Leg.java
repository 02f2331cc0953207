package io.wherry.itinerary;

import java.util.List;
import java.util.function.Predicate;

/** A piece of a route. */
public sealed interface Leg<W> {
  /** One step, taken when the run's traits say so. */
  record Once<W>(Stage stage, Step<W> step, When when) implements Leg<W> {}

  /**
   * Steps taken again and again, at least once.
   *
   * @param until asked at the end of each round; its answer is journaled
   */
  record Loop<W>(String name, List<Leg<W>> body, Predicate<W> until) implements Leg<W> {}
}
