package io.wherry.itinerary;

import io.wherry.problems.Problem;
import java.time.Duration;

/** What came of an act. */
public sealed interface ActResult {
  /** Done what can be done now; the step is looked at again at once. */
  record Acted() implements ActResult {}

  /** Not now: try again later. The reason is shown meanwhile. */
  record Hold(Problem why, Duration retryIn) implements ActResult {}

  /** Never. */
  record GaveUp(Problem problem) implements ActResult {}

  static ActResult acted() {
    return new Acted();
  }
}
