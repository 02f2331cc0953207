package io.wherry.lifecycle.forecast;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps a move under way to what its user wants now, and says where it is going. */
public final class MovePilot {
  private static final Duration PACE = Duration.ofSeconds(1);

  private final Forecast forecast = new Forecast();
  private @Nullable MoveLimits applied;
  private Forecast.@Nullable View shown;
  private @Nullable Instant at;

  /**
   * Applies what has changed.
   *
   * @return what to show of it; empty when that was shown, or within the last second
   */
  public Optional<Consumer<ObjectNode>> look(
      RunningMachine machine, MoveProgress progress, MoveLimits limits, Instant now) {
    boolean changed = !limits.equals(applied);
    if (changed) {
      machine.outgoing().limit(limits);
      applied = limits;
    }
    Forecast.View view = forecast.see(progress, limits);
    boolean due = at == null || now.isAfter(at.plus(PACE));
    if (!changed && (!due || view.equals(shown))) {
      return Optional.empty();
    }
    shown = view;
    at = now;
    return Optional.of(transfer -> show(transfer, limits, progress.ram(), view));
  }

  private static void show(
      ObjectNode transfer, MoveLimits limits, MoveProgress.Ram ram, Forecast.View view) {
    transfer.put("bandwidthLimit", limits.bytesPerSecond());
    transfer.put("maxDowntimeMs", limits.downtime().toMillis());
    int before = transfer.path("percent").asInt(); // of an agent that has died since
    transfer.put("percent", Math.max(before, view.percent()));
    transfer.put("pass", view.pass());
    transfer.put("remainingBytes", ram.remaining()).put("bytesPerSecond", ram.bytesPerSecond());
    transfer.put("dirtyBytesPerSecond", ram.dirtyBytesPerSecond());
    transfer.put("converges", view.converges().name().toLowerCase(Locale.ROOT));
    if (view.secondsLeft().isPresent()) {
      transfer.put("secondsLeft", view.secondsLeft().getAsLong());
    } else {
      transfer.remove("secondsLeft");
    }
    if (view.pauseMs().isPresent()) {
      transfer.put("expectedPauseMs", view.pauseMs().getAsLong());
    }
    transfer.put("advice", view.advice());
  }
}
