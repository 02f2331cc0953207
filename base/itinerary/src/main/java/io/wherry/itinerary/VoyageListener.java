package io.wherry.itinerary;

import io.wherry.problems.Problem;

/**
 * Told what a run does, for status, logs and metrics. Called on the run's thread; must not block.
 */
public interface VoyageListener {
  /** Hears nothing. */
  VoyageListener NONE = new VoyageListener() {};

  /** The journal has a new entry. */
  default void entered(Entry entry) {}

  /** The current step is at work elsewhere. */
  default void progress(LegKey leg, Progress progress) {}

  /** The current step cannot go on now. */
  default void held(LegKey leg, Problem why) {}
}
