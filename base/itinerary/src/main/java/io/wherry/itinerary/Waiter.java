package io.wherry.itinerary;

import java.time.Duration;

/** How a run waits: until somebody wakes it, or until the clock says so. */
@FunctionalInterface
public interface Waiter {
  /**
   * Returns when the run was woken since the last call returned, or when the duration has passed.
   *
   * @throws InterruptedException the program ends; the run is continued by the next one
   */
  void await(Duration atMost) throws InterruptedException;
}
