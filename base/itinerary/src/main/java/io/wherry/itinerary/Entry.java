package io.wherry.itinerary;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One line of a run's journal. */
public sealed interface Entry {
  Instant at();

  /** The run began: its route and traits are frozen from here on. */
  record Opened(String itinerary, int revision, List<String> traits, Instant at) implements Entry {}

  /** A step is the current one from here on. */
  record Began(LegKey leg, Instant at) implements Entry {}

  /** A step noted something. */
  record Noted(LegKey leg, String key, String value, Instant at) implements Entry {}

  /** A step reached its aim. */
  record Finished(LegKey leg, Map<String, String> facts, Instant at) implements Entry {}

  /** A step cannot reach its aim. */
  record Stopped(LegKey leg, Trouble trouble, Instant at) implements Entry {}

  /** A round of a loop is over; {@code last} when the loop is left. */
  record RoundEnded(String path, int round, boolean last, Instant at) implements Entry {}

  /** The run turned back; from here on it only undoes. */
  record TurnedBack(Ending why, Instant at) implements Entry {}

  /**
   * A step was undone.
   *
   * @param leftBehind what could not be taken back, empty when all could
   */
  record Undone(LegKey leg, String leftBehind, Instant at) implements Entry {}

  /** The run is over. */
  record Ended(Result result, Instant at) implements Entry {}

  /** How a run ended. */
  enum Result {
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  /**
   * A problem as a journal keeps it.
   *
   * @param code wire name of the problem's code
   */
  record Trouble(String code, String message, String advice) {
    /** Message and advice as one text. */
    public String text() {
      return advice.isEmpty() ? message : message + " " + advice;
    }
  }
}
