package io.wherry.vmimport.steps.warm;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.Snapshots;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportProblem;
import io.wherry.vmimport.steps.ImportWorld;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Waits until a snapshot is removed and merged. The last one of a machine that is imported already
 * fails nothing: what is left of it is told as a warning.
 */
record AwaitRemoval(ImportPhase phase, RemoveSnapshot.Which which) implements Step<ImportWorld> {
  private static final String TRIED = "tried";
  private static final int MOST_TRIES = 3;
  private static final Duration LOOK = Duration.ofSeconds(10);

  @Override
  public StepId id() {
    return phase;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    Optional<String> mark = RemoveSnapshot.mark(which, notes);
    if (mark.isEmpty()) {
      return StepState.done();
    }
    return switch (SourceSnapshots.of(world).find(mark.get())) {
      case Snapshots.Sight.None() -> StepState.done();
      case Snapshots.Sight.Making(), Snapshots.Sight.Ready(_) -> StepState.notStarted();
      case Snapshots.Sight.Removing() ->
          isLate(world, notes)
              ? over(world, mark.get(), "it takes longer than " + limit(world).toMinutes() + " min")
              : StepState.underway(LOOK);
      case Snapshots.Sight.Failed(String message) ->
          tries(notes) < MOST_TRIES ? StepState.notStarted() : over(world, mark.get(), message);
    };
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    notes.put(TRIED, Integer.toString(tries(notes) + 1));
    RemoveSnapshot.mark(which, notes).ifPresent(SourceSnapshots.of(world)::remove);
    return ActResult.acted();
  }

  private StepState over(ImportWorld world, String mark, String why) {
    String text =
        "Snapshot %s of VM %s is not removed: %s."
            .formatted(mark, world.order().machine().name(), why.replaceAll("\\.$", ""));
    if (which == RemoveSnapshot.Which.FINAL) {
      return new StepState.Done(Map.of("warnings", text + " Remove it at the source."));
    }
    return new StepState.Broken(
        ImportProblem.SnapshotFailed.about(
            world.order(),
            text,
            "Consolidate the disks of the VM at the source, then start a new migration."));
  }

  private static boolean isLate(ImportWorld world, Notes notes) {
    Duration waited = Duration.between(notes.beganAt(), world.outside().clock().instant());
    return waited.compareTo(limit(world)) > 0;
  }

  private static Duration limit(ImportWorld world) {
    return world.settings().timings().snapshotRemoval();
  }

  private static int tries(Notes notes) {
    return notes.get(TRIED).map(Integer::parseInt).orElse(0);
  }
}
