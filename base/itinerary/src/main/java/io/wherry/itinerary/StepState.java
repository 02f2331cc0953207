package io.wherry.itinerary;

import io.wherry.problems.Problem;
import java.time.Duration;
import java.util.Map;

/** What a step sees when it looks at the world. */
public sealed interface StepState {
  /** Nothing was done yet, or something is missing: act. */
  record NotStarted() implements StepState {}

  /**
   * Somebody else is at work.
   *
   * @param lookAgainIn at the latest, if nothing wakes the run before
   */
  record Underway(Progress progress, Duration lookAgainIn) implements StepState {}

  /**
   * The step's aim is reached.
   *
   * @param facts results that later steps and the user need; kept in the journal
   */
  record Done(Map<String, String> facts) implements StepState {}

  /** It cannot be reached any more. */
  record Broken(Problem problem) implements StepState {}

  static StepState notStarted() {
    return new NotStarted();
  }

  static StepState done() {
    return new Done(Map.of());
  }

  static StepState underway(Duration lookAgainIn) {
    return new Underway(Progress.NONE, lookAgainIn);
  }
}
