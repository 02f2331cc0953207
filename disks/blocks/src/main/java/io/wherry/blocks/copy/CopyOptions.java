package io.wherry.blocks.copy;

import java.util.List;

/**
 * How a disk is copied.
 *
 * @param connections readers and writers at once; 0 finds the best number while copying
 * @param limits rate limits that all apply: of this copy, its source, target, link, all copies
 * @param siblings chunks that the target's storage holds already
 */
public record CopyOptions(
    Verification verification,
    int connections,
    List<RateLimiter.Share> limits,
    Changes changes,
    Patience patience,
    KnownChunks siblings) {
  /** At most that many connections. */
  public static final int MOST_CONNECTIONS = 64;

  public CopyOptions {
    limits = List.copyOf(limits);
    if (connections < 0 || connections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException("connections " + connections);
    }
  }

  /** Adaptive, without limits. */
  public static CopyOptions of(Verification verification) {
    return new CopyOptions(
        verification, 0, List.of(), Changes.UNKNOWN, Patience.STANDARD, KnownChunks.NONE);
  }

  public CopyOptions withConnections(int wanted) {
    return new CopyOptions(verification, wanted, limits, changes, patience, siblings);
  }

  public CopyOptions withLimits(List<RateLimiter.Share> wanted) {
    return new CopyOptions(verification, connections, wanted, changes, patience, siblings);
  }

  public CopyOptions withChanges(Changes known) {
    return new CopyOptions(verification, connections, limits, known, patience, siblings);
  }

  public CopyOptions withPatience(Patience wanted) {
    return new CopyOptions(verification, connections, limits, changes, wanted, siblings);
  }

  public CopyOptions withSiblings(KnownChunks known) {
    return new CopyOptions(verification, connections, limits, changes, patience, known);
  }
}
