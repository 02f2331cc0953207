package io.wherry.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the answer to {@code query-migrate}. Pure. */
final class QmpProgress {
  private static final double BITS = 8;

  private QmpProgress() {}

  static MoveProgress parse(JsonNode answer) {
    MoveStatus status =
        answer.has("status") ? MoveStatus.of(answer.path("status").asText()) : MoveStatus.NONE;
    List<String> blocked = new ArrayList<>();
    answer.path("blocked-reasons").forEach(r -> blocked.add(r.asText()));
    return new MoveProgress(
        status,
        answer.path("error-desc").asText(),
        Duration.ofMillis(answer.path("total-time").asLong()),
        Duration.ofMillis(answer.path("setup-time").asLong()),
        millis(answer.path("downtime")),
        millis(answer.path("expected-downtime")),
        ram(answer.path("ram")),
        answer.path("cpu-throttle-percentage").asInt(),
        List.copyOf(blocked));
  }

  private static Optional<Duration> millis(JsonNode value) {
    return value.isNumber() ? Optional.of(Duration.ofMillis(value.asLong())) : Optional.empty();
  }

  private static MoveProgress.Ram ram(JsonNode ram) {
    long page = Math.max(1, ram.path("page-size").asLong(4096));
    return new MoveProgress.Ram(
        ram.path("total").asLong(),
        ram.path("transferred").asLong(),
        ram.path("remaining").asLong(),
        ram.path("duplicate").asLong(),
        ram.path("normal-bytes").asLong(),
        (long) (ram.path("mbps").asDouble() * 1_000_000 / BITS),
        ram.path("dirty-pages-rate").asLong() * page,
        ram.path("dirty-sync-count").asLong(),
        ram.path("postcopy-requests").asLong());
  }
}
