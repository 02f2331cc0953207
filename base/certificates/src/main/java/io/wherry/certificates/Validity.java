package io.wherry.certificates;

import java.time.Duration;
import java.time.Instant;

/** How long a certificate holds. */
public record Validity(Instant from, Instant to) {
  /** Clocks of others may be a little behind. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  public static Validity starting(Instant now, Duration length) {
    return new Validity(now.minus(BACKDATED), now.plus(length));
  }
}
