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

  /** Why the migration must end; empty while it may go on. */
  Optional<String> exceeded(Handover move, MoveProgress progress) {
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
    long perGib = move.number("completionTimeoutPerGiB", DEFAULT_COMPLETION);
    double gib = GuestSpecs.memoryBytes(move.instance()) / GIB;
    Duration allowed = Duration.ofMillis((long) (perGib * 1000 * gib));
    Instant start = Instant.parse(move.state().path("startTimestamp").asText(now.toString()));
    return perGib > 0 && now.isAfter(start.plus(allowed))
        ? Optional.of(
            "Live migration is not completed after %d seconds and has been aborted"
                .formatted(allowed.toSeconds()))
        : Optional.empty();
  }
}
