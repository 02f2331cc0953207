package io.wherry.vmimport.steps.warm;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.PowerState;
import io.wherry.spi.Snapshots;
import io.wherry.vmimport.steps.ImportWorld;
import java.time.Duration;
import java.util.Map;

/** Asks the source for a snapshot of the machine. */
record TakeSnapshot(SnapshotKind kind) implements Step<ImportWorld> {
  /** The fact that keeps the snapshot's mark. */
  static final String MARK = "mark";

  @Override
  public StepId id() {
    return kind.create();
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Marked("plan, run and round");
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    String mark = kind.mark(world.order(), notes);
    return switch (SourceSnapshots.of(world).find(mark)) {
      case Snapshots.Sight.None() -> StepState.notStarted();
      // Left by an attempt whose undo was cut off: it must be gone before it is made anew.
      case Snapshots.Sight.Removing() -> StepState.underway(Duration.ofSeconds(5));
      case Snapshots.Sight.Making(), Snapshots.Sight.Ready(_), Snapshots.Sight.Failed(_) ->
          new StepState.Done(Map.of(MARK, mark));
    };
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    SourceSnapshots.of(world)
        .create(
            kind.mark(world.order(), notes), consistency(world, notes), Rounds.held(world, notes));
    return ActResult.acted();
  }

  // There is nobody to flush anything in a machine that is off.
  private Snapshots.Consistency consistency(ImportWorld world, Notes notes) {
    boolean isOff =
        kind == SnapshotKind.FINAL || world.order().machine().powerState() == PowerState.Off;
    return isOff ? Snapshots.Consistency.CRASH : Snapshots.Consistency.QUIESCED;
  }

  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    SnapshotRemoval.undo(world, kind.mark(world.order(), notes));
  }
}
