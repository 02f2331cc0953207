package io.wherry.vmimport.steps.warm;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.Snapshots;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportWorld;
import io.wherry.vmimport.steps.WorkerPods;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Between rounds: waits for the next one, or for the cutover, whichever comes first. Both are read
 * anew at every look, so that edits take effect at once.
 *
 * @source plans-and-migrations.md section 3.7
 */
final class CopyingPaused implements Step<ImportWorld> {
  /** The fact that says how it goes on. */
  static final String NEXT = "next";

  static final String CUTOVER = "cutover";
  private static final String ROUND = "round";

  /** The fact that keeps what the target holds: positions in the change tracking by disk. */
  static final String HELD = "held";

  private static final Duration LONGEST = Duration.ofMinutes(10);

  @Override
  public StepId id() {
    return ImportPhase.COPYING_PAUSED;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    if (!WorkerPods.ofFinishedCopies(world).isEmpty() || standing(world, notes).isPresent()) {
      return StepState.notStarted();
    }
    Cutover cutover = Cutover.of(world);
    Instant now = world.outside().clock().instant();
    if (cutover.isDue(now)) {
      return done(CUTOVER, notes);
    }
    Instant next = nextRound(world, notes.beganAt());
    // A pause that begins in the future was written before the clock was set back.
    if (!next.isAfter(now) || notes.beganAt().isAfter(now)) {
      return done(ROUND, notes);
    }
    Duration wait = Duration.between(now, cutover.isBefore(next) ? cutover.at().get() : next);
    return new StepState.Underway(Progress.NONE, wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    WorkerPods.ofFinishedCopies(world).forEach(world.api()::delete);
    standing(world, notes).ifPresent(SourceSnapshots.of(world)::remove);
    return ActResult.acted();
  }

  /** The snapshot just copied, where the source does not bear it any longer. */
  private static Optional<String> standing(ImportWorld world, Notes notes) {
    SourceSnapshots source = SourceSnapshots.of(world);
    return source.port().endWithTheirCopy()
        ? RemoveSnapshot.mark(RemoveSnapshot.Which.LAST_ROUND, notes)
            .filter(mark -> source.find(mark) instanceof Snapshots.Sight.Ready)
        : Optional.empty();
  }

  /** When the next round begins, unless the cutover comes before. */
  static Instant nextRound(ImportWorld world, Instant paused) {
    return paused.plus(PrecopyInterval.of(world));
  }

  private static StepState done(String next, Notes notes) {
    return new StepState.Done(Map.of(NEXT, next, HELD, Checkpoints.write(Rounds.current(notes))));
  }
}
