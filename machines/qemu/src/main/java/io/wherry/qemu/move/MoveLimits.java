package io.wherry.qemu.move;

import java.time.Duration;

/**
 * What may be changed while a move is under way.
 *
 * @param bytesPerSecond for memory before the switch-over; 0 is unlimited
 * @param postCopyBytesPerSecond for memory after it; 0 is unlimited
 * @param downtime the last part is sent once it will take no longer than this; up to 2000 s
 */
public record MoveLimits(long bytesPerSecond, long postCopyBytesPerSecond, Duration downtime) {
  /** QEMU's own limit. */
  public static final Duration LONGEST_DOWNTIME = Duration.ofSeconds(2000);

  /** QEMU's usual allowance for the pause, without a limit of the rate. */
  public static final MoveLimits UNLIMITED = new MoveLimits(0, 0, Duration.ofMillis(300));

  public MoveLimits {
    if (bytesPerSecond < 0 || postCopyBytesPerSecond < 0) {
      throw new IllegalArgumentException("a rate must not be negative");
    }
    if (downtime.isNegative() || downtime.compareTo(LONGEST_DOWNTIME) > 0) {
      throw new IllegalArgumentException("downtime must be 0 to 2000 s, not " + downtime);
    }
  }

  public MoveLimits withBytesPerSecond(long rate) {
    return new MoveLimits(rate, postCopyBytesPerSecond, downtime);
  }

  public MoveLimits withDowntime(Duration pause) {
    return new MoveLimits(bytesPerSecond, postCopyBytesPerSecond, pause);
  }
}
