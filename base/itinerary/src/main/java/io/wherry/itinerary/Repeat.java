package io.wherry.itinerary;

/** Why running a step twice is harmless. These are the only three admissible reasons. */
public sealed interface Repeat {
  /** Sets something to a value: power off, zero a range, delete what is left. */
  record Convergent() implements Repeat {}

  /**
   * Creates an object whose name derives from run, step and round.
   *
   * @param pattern how the name is made, for the documentation
   */
  record Named(String pattern) implements Repeat {}

  /**
   * The peer picks the id: a marker is noted first, the object is found by the marker later.
   *
   * @param marker what is noted, for the documentation
   */
  record Marked(String marker) implements Repeat {}
}
