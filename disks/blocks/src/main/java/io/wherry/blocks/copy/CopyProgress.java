package io.wherry.blocks.copy;

import java.util.OptionalLong;

/**
 * Where a copy stands.
 *
 * @param phase what is done now
 * @param done bytes of the phase that are finished
 * @param total bytes of the phase
 * @param bytes counters since this run began
 * @param rateNow bytes per second over the last seconds, of the phase
 * @param rateMean bytes per second since the phase began
 * @param left when the phase ends
 * @param limitedBy what makes it not faster right now
 * @param connections readers and writers at work
 */
public record CopyProgress(
    Phase phase,
    long done,
    long total,
    Counters bytes,
    long rateNow,
    long rateMean,
    Left left,
    Limit limitedBy,
    int connections) {

  /** What the engine does. */
  public enum Phase {
    COPY,
    VERIFY
  }

  /** What is scarce. */
  public enum Limit {
    NOTHING,
    SOURCE,
    TARGET,
    CPU,
    RATE_LIMIT,
    SPACE
  }

  /**
   * Bytes.
   *
   * @param allocated that the source holds, holes not counted
   * @param read from the source
   * @param written to the target
   * @param skipped that needed no transfer: proven by an earlier run or unchanged
   * @param cloned that the target's storage shared with another disk
   * @param verified read back from the target
   */
  public record Counters(
      long allocated, long read, long written, long skipped, long cloned, long verified) {}

  /**
   * Seconds left: even chances to end before {@code p50}, nine of ten before {@code p90}. Empty
   * while nothing is known.
   */
  public record Left(OptionalLong p50, OptionalLong p90) {
    static final Left UNKNOWN = new Left(OptionalLong.empty(), OptionalLong.empty());
  }
}
