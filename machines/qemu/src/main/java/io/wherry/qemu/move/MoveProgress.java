package io.wherry.qemu.move;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one side of a move reports about itself at one moment.
 *
 * @param error why it failed; may be empty although it failed
 * @param total since the start; zero for a moment after the end, before QEMU has added it up
 * @param setup part of {@code total} before the first byte
 * @param downtime how long the guest stood still; after the end only
 * @param expectedDowntime as the peer guesses it
 * @param throttlePercent how much of its processors' time the guest is denied, 0 to 99
 * @param blockedBy why this machine cannot move at all; empty when nothing forbids it
 */
public record MoveProgress(
    MoveStatus status,
    String error,
    Duration total,
    Duration setup,
    Optional<Duration> downtime,
    Optional<Duration> expectedDowntime,
    Ram ram,
    int throttlePercent,
    List<String> blockedBy) {

  /** Nothing has begun. */
  public static final MoveProgress NOTHING =
      new MoveProgress(
          MoveStatus.NONE,
          "",
          Duration.ZERO,
          Duration.ZERO,
          Optional.empty(),
          Optional.empty(),
          Ram.NOTHING,
          0,
          List.of());

  /**
   * Memory. All in bytes, except where another unit is named.
   *
   * @param total size of the guest's memory; 0 before the start
   * @param transferred sent so far, repetitions included
   * @param remaining to be sent in this pass; jumps up when a new pass begins
   * @param duplicatePages pages of zeros, sent as a few bytes
   * @param normal sent as whole pages
   * @param bytesPerSecond measured rate; 0 when unknown
   * @param dirtyBytesPerSecond rate at which the guest writes to memory, as of the last pass
   * @param pass number of times that the dirty pages were collected
   * @param postCopyRequests pages that the running target had to wait for
   */
  public record Ram(
      long total,
      long transferred,
      long remaining,
      long duplicatePages,
      long normal,
      long bytesPerSecond,
      long dirtyBytesPerSecond,
      long pass,
      long postCopyRequests) {
    static final Ram NOTHING = new Ram(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}
