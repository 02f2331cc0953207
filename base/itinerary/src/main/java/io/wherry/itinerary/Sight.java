package io.wherry.itinerary;

import io.wherry.problems.Problem;
import java.time.Duration;
import java.util.Map;

/** What follows for the engine from one look, and one act if there was one. */
sealed interface Sight {
  /** The step is done. */
  record Through(Map<String, String> facts) implements Sight {}

  /** Look again at once. */
  record Again() implements Sight {}

  /** Look again when woken, or after the time. */
  record Later(Duration in) implements Sight {}

  /** Turn back. */
  record Over(Problem problem) implements Sight {}

  /** Try again with back-off; give up when the patience is at its end. */
  record Away(Problem problem, Duration patience) implements Sight {}
}
