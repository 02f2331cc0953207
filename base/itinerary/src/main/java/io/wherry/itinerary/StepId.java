package io.wherry.itinerary;

/** Names a step. Implemented by enums whose constants carry upstream's phase name. */
public interface StepId {
  /** The phase a user sees while the step is the current one, for example {@code CopyDisks}. */
  String wire();
}
