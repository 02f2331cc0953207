package io.wherry.vmimport.steps.warm;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.Snapshots;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.Optional;

/** Asks the source to remove the snapshot that was copied last. */
record RemoveSnapshot(ImportPhase phase, Which which) implements Step<ImportWorld> {
  /** Which snapshot is meant. */
  enum Which {
    /** The one of the last precopy round. */
    LAST_ROUND,
    /** The one taken after the machine was switched off. */
    FINAL
  }

  /** The mark of the snapshot meant; empty when none was made. */
  static Optional<String> mark(Which which, Notes notes) {
    return which == Which.FINAL
        ? notes.of(SnapshotKind.FINAL.await(), AwaitSnapshot.MARK)
        : notes
            .of(SnapshotKind.ROUND.await(), AwaitSnapshot.MARK)
            .or(() -> notes.of(SnapshotKind.INITIAL.await(), AwaitSnapshot.MARK));
  }

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
    Optional<String> mark = mark(which, notes);
    boolean asked =
        mark.isEmpty()
            || switch (SourceSnapshots.of(world).find(mark.get())) {
              case Snapshots.Sight.None(), Snapshots.Sight.Removing(), Snapshots.Sight.Failed(_) ->
                  true;
              case Snapshots.Sight.Making(), Snapshots.Sight.Ready(_) -> false;
            };
    return asked ? StepState.done() : StepState.notStarted();
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    mark(which, notes).ifPresent(SourceSnapshots.of(world)::remove);
    return ActResult.acted();
  }
}
