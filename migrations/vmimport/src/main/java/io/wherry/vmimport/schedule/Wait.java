package io.wherry.vmimport.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a machine may not begin yet.
 *
 * @param lane what it waits for
 * @param used of the lane, by machines under way
 * @param place among those that wait for the lane; 1 is next
 * @param about until its turn, when that can be said
 */
public record Wait(Lane lane, int used, int limit, int place, Optional<Duration> about) {
  /** {@code Waits for host esx-3: 20 of 20 transfers; place 4; about 14 min.} */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "Waits for %s: %d of %d %s; place %d"
            .formatted(lane.shown(), used, limit, lane.kind().unit(), place));
    about.ifPresent(left -> text.append("; about ").append(minutes(left)).append(" min"));
    return text.append('.').toString();
  }

  private static long minutes(Duration left) {
    return Math.max(1, Math.ceilDiv(left.toSeconds(), 60));
  }
}
