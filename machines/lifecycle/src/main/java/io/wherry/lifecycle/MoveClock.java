package io.wherry.lifecycle;

import io.wherry.qemu.move.MoveProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time that migrations may take. Progress is a smaller rest than ever before: within a pass the
 * rest shrinks by itself, so only the smallest one counts.
 *
 * @source live-migration.md section 3.4; GiB are exact, 0 is no limit
 */
final class MoveClock {
  private static final long DEFAULT_COMPLETION = 800;
  private static final long DEFAULT_PROGRESS = 150;
  private static final double GIB = 1L << 30;

  private record Best(long remaining, Instant at) {}

  private final Map<String, Best> best = new ConcurrentHashMap<>();

  /** Drops what is known of a migration. */
  void forget(String uid) {
    best.remove(uid);
  }

  /** True once the migration has taken as long as it may without disturbing the guest. */
  boolean isOver(Handover move) {
    long millis = allowedMillis(move);
    return millis > 0 && move.clock().instant().isAfter(started(move).plusMillis(millis));
  }

  private static long allowedMillis(Handover move) {
    long perGib = move.number("completionTimeoutPerGiB", DEFAULT_COMPLETION);
    double gib = GuestSpecs.memoryBytes(move.instance()) / GIB;
    return (long) (perGib * 1000 * gib);
  }

  private static Instant started(Handover move) {
    return Instant.parse(move.state().path("startTimestamp").asText(move.now()));
  }

  /**
   * Why the migration must end; empty while it may go on. A guest that was paused for it gets as
   * much time again; one in post-copy must never be given up.
   */
  Optional<String> exceeded(Handover move, MoveProgress progress) {
    if (move.mode() == Handover.Mode.PostCopy) {
      return Optional.empty();
    }
    Instant now = move.clock().instant();
    long remaining = progress.ram().remaining();
    Best known =
        best.merge(
            move.uid(),
            new Best(remaining, now),
            (old, fresh) -> fresh.remaining() < old.remaining() ? fresh : old);
    long seconds = move.number("progressTimeout", DEFAULT_PROGRESS);
    if (seconds > 0 && now.isAfter(known.at().plusSeconds(seconds)) && remaining > 0) {
      return Optional.of(
          "Live migration made no progress for %d seconds and has been aborted".formatted(seconds));
    }
    int patience = move.mode() == Handover.Mode.Paused ? 2 : 1;
    Duration allowed = Duration.ofMillis(allowedMillis(move) * patience);
    return allowed.isPositive() && now.isAfter(started(move).plus(allowed))
        ? Optional.of(
            "Live migration is not completed after %d seconds and has been aborted"
                .formatted(allowed.toSeconds()))
        : Optional.empty();
  }
}
