package io.wherry.storage.run;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import java.time.Duration;
import java.util.Optional;

/**
 * A step for machines that are off while their disks are copied; others pass it by.
 *
 * @param live the step that has chosen the route
 */
record OfflineOnly(Step<StorageWorld> step, StorageStep live) implements Step<StorageWorld> {
  /** True when the machine of this round was moved while it ran. */
  static boolean isLive(Notes notes, StorageStep live) {
    return notes.of(live, MoveLive.ROUTE).filter(MoveLive.LIVE::equals).isPresent();
  }

  @Override
  public StepId id() {
    return step.id();
  }

  @Override
  public Repeat repeat() {
    return step.repeat();
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    return isLive(notes, live) ? StepState.done() : step.look(world, notes);
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    return step.act(world, notes);
  }

  @Override
  public void undo(StorageWorld world, Notes notes, Ending why) {
    step.undo(world, notes, why);
  }

  @Override
  public Optional<Duration> deadline() {
    return step.deadline();
  }
}
