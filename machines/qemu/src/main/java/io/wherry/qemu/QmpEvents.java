package io.wherry.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.qemu.move.MachineEvent;
import io.wherry.qemu.move.MachineEvent.Type;
import java.time.Instant;
import java.util.Optional;

/** Reads QMP's events. Pure. */
final class QmpEvents {
  private static final long NANOS_PER_MICRO = 1000;

  private QmpEvents() {}

  /** Empty for events that nobody here needs. */
  static Optional<MachineEvent> read(JsonNode event) {
    JsonNode data = event.path("data");
    return switch (event.path("event").asText()) {
      case "STOP" -> of(event, Type.STOPPED, "");
      case "RESUME" -> of(event, Type.RESUMED, "");
      case "MIGRATION" -> of(event, Type.MOVE_STATUS, data.path("status").asText());
      case "MIGRATION_PASS" -> of(event, Type.MOVE_PASS, data.path("pass").asText());
      case "BLOCK_JOB_READY", "BLOCK_JOB_COMPLETED", "BLOCK_JOB_CANCELLED", "BLOCK_JOB_ERROR" ->
          of(event, Type.DISK_JOB, data.path("device").asText());
      case "JOB_STATUS_CHANGE" -> of(event, Type.DISK_JOB, data.path("id").asText());
      case "BLOCK_IO_ERROR" -> of(event, Type.DISK_ERROR, data.path("device").asText());
      case "SHUTDOWN" -> of(event, Type.SHUT_DOWN, data.path("reason").asText());
      case "LOST" -> of(event, Type.LOST, "");
      default -> Optional.empty();
    };
  }

  private static Optional<MachineEvent> of(JsonNode event, Type type, String detail) {
    JsonNode time = event.path("timestamp");
    Instant at =
        Instant.ofEpochSecond(
            time.path("seconds").asLong(), time.path("microseconds").asLong() * NANOS_PER_MICRO);
    return Optional.of(new MachineEvent(type, detail, at));
  }
}
