package io.wherry.storage.run;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.resources.Resource;
import java.time.Duration;
import java.util.Optional;

/** Waits until the machine is off. */
record EnsureQuiesced(StorageStep phase) implements Step<StorageWorld> {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  /** Guests get ten minutes upstream. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Override
  public StepId id() {
    return phase;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public Optional<Duration> deadline() {
    return Optional.of(PATIENCE);
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    HeldMachine machine = HeldMachine.of(world, notes);
    Optional<Resource> vm = machine.find();
    if (vm.isEmpty()) {
      return new StepState.Broken(MachineWatch.gone(machine.machine()));
    }
    if (!HeldMachine.isOff(vm.get())) {
      return new StepState.Broken(MachineWatch.changed(machine.machine(), "was started"));
    }
    return machine.hasInstance() ? StepState.underway(LOOK_AGAIN) : StepState.done();
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    return ActResult.acted();
  }
}
