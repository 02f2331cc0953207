package io.wherry.storage.run;

import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Story;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run's volumes have come to, in lines for people. Pure. */
record VolumeLines(StorageRun run, Story story) {
  private static final double MICROS_PER_MILLI = 1000;

  /** One line per volume: {@code [claim] namespace/machine: percent (rate)}. */
  List<String> progress() {
    StorageOrder order = run.order();
    List<String> lines = new ArrayList<>();
    for (LegKey leg : copies()) {
      StorageOrder.Machine machine = order.machines().get(leg.round() - 1);
      String of = machine.vm().namespace() + "/" + machine.vm().name();
      String skipped = story.notes(leg).getOrDefault(StageVolumes.SKIPPED, "");
      for (StorageOrder.Volume v : machine.volumes()) {
        String state = skipped.isEmpty() ? percent(leg, v) : "left out, it runs";
        lines.add("[%s] %s: %s".formatted(v.source(), of, state));
      }
    }
    return lines;
  }

  /** Why machines were left out. */
  List<String> skipped() {
    return copies().stream()
        .map(l -> story.notes(l).getOrDefault(StageVolumes.SKIPPED, ""))
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /** True for the leg that has moved a machine while it ran. */
  boolean isMovedLive(LegKey leg) {
    return isLive(leg) && route(leg).equals(MoveLive.LIVE);
  }

  private static boolean isLive(LegKey leg) {
    return leg.step().equals(StorageStep.LIVE.wire())
        || leg.step().equals(StorageStep.LIVE_BACK.wire());
  }

  private String route(LegKey live) {
    return story.notes(live).getOrDefault(MoveLive.ROUTE, "");
  }

  /** The leg of each machine by which its volumes are copied. */
  private List<LegKey> copies() {
    return story.legs().stream().filter(l -> isLive(l) ? !isOffline(l) : isCopy(l)).toList();
  }

  private boolean isOffline(LegKey live) {
    return route(live).equals(MoveLive.OFFLINE);
  }

  private boolean isCopy(LegKey leg) {
    boolean copies =
        leg.step().equals(StorageStep.COPY.wire())
            || leg.step().equals(StorageStep.COPY_BACK.wire());
    return copies
        && story.legs().stream().noneMatch(l -> l.round() == leg.round() && isMovedLive(l));
  }

  /** How long requests of the guest can have waited; not known when a program died meanwhile. */
  private String held(LegKey leg) {
    String micros = story.notes(leg).getOrDefault("heldMicros", "");
    return micros.isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            ", its requests waited for at most %.1f ms",
            Long.parseLong(micros) / MICROS_PER_MILLI);
  }

  private String percent(LegKey leg, StorageOrder.Volume volume) {
    if (story.finishedAt(leg).isPresent()) {
      return isLive(leg) ? "100%, moved live" + held(leg) : "100%, verified";
    }
    return run.progress().parts().stream()
        .filter(p -> p.name().equals(volume.source()) && p.total() > 0)
        .map(p -> "%d%% (%d MiB/s)".formatted(100 * p.done() / p.total(), p.rate() >> 20))
        .findFirst()
        .orElse("waits");
  }
}
