package io.wherry.itinerary;

import java.time.Duration;

/** How long to wait before the next try: doubles from a tenth of a second to half a minute. */
final class Patience {
  private static final long FIRST_MILLIS = 100;
  private static final long LAST_MILLIS = 30_000;

  private int tries;

  Duration next() {
    long millis = FIRST_MILLIS << Math.min(tries++, 10);
    return Duration.ofMillis(Math.min(millis, LAST_MILLIS));
  }

  int tries() {
    return tries;
  }

  void reset() {
    tries = 0;
  }
}
