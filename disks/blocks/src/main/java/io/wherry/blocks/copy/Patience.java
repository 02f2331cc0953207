package io.wherry.blocks.copy;

import java.time.Duration;

/**
 * How long troubles are waited out.
 *
 * @param attempts reads of the same range before the copy fails
 * @param firstRetry wait before the second attempt; doubled for each further one
 * @param space how long a full target is waited for
 */
public record Patience(int attempts, Duration firstRetry, Duration space) {
  /** Five attempts over about 15 s; a quarter of an hour for space. */
  public static final Patience STANDARD =
      new Patience(5, Duration.ofSeconds(1), Duration.ofMinutes(15));

  /** Fails at the first trouble. */
  public static final Patience NONE = new Patience(1, Duration.ZERO, Duration.ZERO);

  public Patience {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts " + attempts);
    }
  }
}
