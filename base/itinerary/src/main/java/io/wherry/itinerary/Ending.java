package io.wherry.itinerary;

/** Why a run turned back. */
public enum Ending {
  /** Somebody asked for it. */
  CANCELLED,
  /** A step could not reach its aim. */
  FAILED
}
