package io.wherry.vmimport.steps.warm;

import io.wherry.itinerary.Notes;
import io.wherry.resources.WorkerTask;
import io.wherry.vmimport.order.Marks;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which state of the disks a copy of a warm import reads, and what the target holds before. */
public final class Rounds {
  private Rounds() {}

  /** The round for a copy pod. */
  public static WorkerTask.Round of(ImportWorld world, Notes notes) {
    SnapshotKind kind = latest(notes);
    Map<String, String> current = current(notes);
    Map<String, String> held = held(world, notes);
    Map<String, WorkerTask.Tracking> disks = new LinkedHashMap<>();
    world
        .order()
        .target()
        .disks()
        .forEach(d ->
            disks.put(
                d.id(),
                new WorkerTask.Tracking(
                    current.getOrDefault(d.id(), ""), held.getOrDefault(d.id(), ""))));
    return new WorkerTask.Round(
        Marks.of(world.order()), notes.of(kind.await(), AwaitSnapshot.SNAPSHOT).orElse(""), disks);
  }

  /** Positions in the change tracking that the target's volumes have been brought to. */
  static Map<String, String> held(ImportWorld world, Notes notes) {
    Map<String, String> held = new LinkedHashMap<>();
    world.order().target().disks().stream()
        .filter(d -> !d.held().isEmpty())
        .forEach(d -> held.put(d.id(), d.held()));
    held.putAll(Checkpoints.read(notes, ImportPhase.COPYING_PAUSED, CopyingPaused.HELD));
    return held;
  }

  /** Change tracking as of the newest snapshot. */
  static Map<String, String> current(Notes notes) {
    ImportPhase step =
        switch (latest(notes)) {
          case INITIAL -> ImportPhase.STORE_INITIAL_SNAPSHOT_DELTAS;
          case ROUND -> ImportPhase.STORE_SNAPSHOT_DELTAS;
          case FINAL -> ImportPhase.ADD_FINAL_CHECKPOINT;
        };
    return Checkpoints.read(notes, step, StoreDeltas.CHECKPOINTS);
  }

  private static SnapshotKind latest(Notes notes) {
    if (notes.of(SnapshotKind.FINAL.await(), AwaitSnapshot.SNAPSHOT).isPresent()) {
      return SnapshotKind.FINAL;
    }
    return notes.of(SnapshotKind.ROUND.await(), AwaitSnapshot.SNAPSHOT).isPresent()
        ? SnapshotKind.ROUND
        : SnapshotKind.INITIAL;
  }
}
