package io.wherry.itinerary;

/** Leaves the way forward; caught by {@link Voyage} alone. */
final class TurnBack extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Ending why;

  TurnBack(Ending why) {
    super(why.name(), null, false, false);
    this.why = why;
  }

  Ending why() {
    return why;
  }
}
