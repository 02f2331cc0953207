package io.wherry.blocks.copy;

import io.wherry.blocks.digest.DigestKind;
import java.util.List;

/**
 * How a disk is copied.
 *
 * @param proof what is digested and read back
 * @param connections readers and writers at once; 0 finds the best number while copying
 * @param limits rate limits that all apply: of this copy, its source, target, link, all copies
 * @param siblings chunks that the target's storage holds already
 */
public record CopyOptions(
    Proof proof,
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
        new Proof(verification, DigestKind.best()),
        0,
        List.of(),
        Changes.UNKNOWN,
        Patience.STANDARD,
        KnownChunks.NONE);
  }

  /** What is read back. */
  public Verification verification() {
    return proof.verification();
  }

  /** What a new journal's digests are made with. */
  public DigestKind digest() {
    return proof.digest();
  }

  public CopyOptions withDigest(DigestKind wanted) {
    Proof other = new Proof(verification(), wanted);
    return new CopyOptions(other, connections, limits, changes, patience, siblings);
  }

  public CopyOptions withConnections(int wanted) {
    return new CopyOptions(proof, wanted, limits, changes, patience, siblings);
  }

  public CopyOptions withLimits(List<RateLimiter.Share> wanted) {
    return new CopyOptions(proof, connections, wanted, changes, patience, siblings);
  }

  public CopyOptions withChanges(Changes known) {
    return new CopyOptions(proof, connections, limits, known, patience, siblings);
  }

  public CopyOptions withPatience(Patience wanted) {
    return new CopyOptions(proof, connections, limits, changes, wanted, siblings);
  }

  public CopyOptions withSiblings(KnownChunks known) {
    return new CopyOptions(proof, connections, limits, changes, patience, known);
  }
}
