package io.wherry.storage.run;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;

/** Gives the machine back with its run strategy, started if it ran. From here on it stays. */
record Unquiesce(StorageStep phase) implements Step<StorageWorld> {
  @Override
  public StepId id() {
    return phase;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  // A machine that its owner has deleted needs nothing any more.
  @Override
  public StepState look(StorageWorld world, Notes notes) {
    HeldMachine machine = HeldMachine.of(world, notes);
    return machine.find().filter(machine::isHeld).isPresent()
        ? StepState.notStarted()
        : StepState.done();
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    HeldMachine.of(world, notes).release();
    return ActResult.acted();
  }
}
