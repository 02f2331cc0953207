package io.wherry.vmimport.steps.warm;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.Snapshots;
import io.wherry.vmimport.steps.ImportProblem;
import io.wherry.vmimport.steps.ImportWorld;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Waits until the snapshot is there. One that fails is taken once more without the guest's help: a
 * guest that cannot flush its file systems is no reason to give up, and is told as a warning.
 */
record AwaitSnapshot(SnapshotKind kind) implements Step<ImportWorld> {
  /** The fact that keeps the source's id of the snapshot. */
  static final String SNAPSHOT = "snapshot";

  /** The fact that keeps the mark by which it is found: the second one after a failure. */
  static final String MARK = "mark";

  private static final String SECOND = "second";
  private static final String WHY = "why";
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofHours(2);

  @Override
  public StepId id() {
    return kind.await();
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Marked("plan, run and round");
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    Optional<String> second = notes.get(SECOND);
    String mark = second.orElseGet(() -> kind.mark(world.order(), notes));
    return switch (SourceSnapshots.of(world).find(mark)) {
      case Snapshots.Sight.Ready(String id) -> new StepState.Done(facts(mark, id, notes));
      case Snapshots.Sight.Making(), Snapshots.Sight.Removing() -> StepState.underway(LOOK);
      case Snapshots.Sight.Failed(String message) ->
          second.isEmpty() ? StepState.notStarted() : new StepState.Broken(failed(world, message));
      case Snapshots.Sight.None() ->
          second.isPresent() ? StepState.notStarted() : new StepState.Broken(gone(world, mark));
    };
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    SourceSnapshots source = SourceSnapshots.of(world);
    String first = kind.mark(world.order(), notes);
    if (notes.get(SECOND).isEmpty()) {
      if (source.find(first) instanceof Snapshots.Sight.Failed(String message)) {
        notes.put(WHY, message);
      }
      notes.put(SECOND, first + "-crash");
      source.remove(first);
    }
    source.create(first + "-crash", Snapshots.Consistency.CRASH, Rounds.held(world, notes));
    return ActResult.acted();
  }

  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    notes.get(SECOND).ifPresent(mark -> SnapshotRemoval.undo(world, mark));
  }

  @Override
  public Optional<Duration> deadline() {
    return Optional.of(LIMIT);
  }

  private static Map<String, String> facts(String mark, String id, Notes notes) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(MARK, mark);
    facts.put(SNAPSHOT, id);
    notes
        .get(WHY)
        .ifPresent(why ->
            facts.put(
                "warnings",
                "The guest did not flush its file systems for the snapshot (%s); it was taken as after a power cut."
                    .formatted(why)));
    return facts;
  }

  private static io.wherry.problems.Problem failed(ImportWorld world, String message) {
    return ImportProblem.SnapshotFailed.about(
        world.order(),
        "The source could not make a snapshot of VM %s: %s"
            .formatted(world.order().machine().name(), message),
        "Look at the tasks of the VM at the source, then start a new migration.");
  }

  private static io.wherry.problems.Problem gone(ImportWorld world, String mark) {
    return ImportProblem.SnapshotFailed.about(
        world.order(),
        "Snapshot %s of VM %s was removed by somebody while it was needed."
            .formatted(mark, world.order().machine().name()),
        "Leave snapshots of running migrations alone, then start a new migration.");
  }
}
