package io.wherry.storage.run;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.problems.Problem;
import io.wherry.resources.Resource;
import java.util.Map;
import java.util.Optional;

/** Switches the machine off and keeps it off; undone, it is as it was. */
record Quiesce(StorageStep phase) implements Step<StorageWorld> {
  /** Fact: the generation of the machine's spec since it is kept off. */
  static final String GENERATION = "generation";

  @Override
  public StepId id() {
    return phase;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    HeldMachine machine = HeldMachine.of(world, notes);
    Optional<Resource> vm = machine.find();
    if (vm.isEmpty()) {
      return new StepState.Broken(MachineWatch.gone(machine.machine()));
    }
    if (!machine.isHeld(vm.get())) {
      return references(machine, vm.get());
    }
    return HeldMachine.isOff(vm.get())
        ? new StepState.Done(Map.of(GENERATION, Long.toString(vm.get().generation())))
        : new StepState.Broken(MachineWatch.changed(machine.machine(), "was started"));
  }

  private static StepState references(HeldMachine machine, Resource vm) {
    return new References(vm).areUnchanged(machine.machine().volumes())
        ? StepState.notStarted()
        : new StepState.Broken(
            MachineWatch.changed(machine.machine(), "names other volumes than the plan"));
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    HeldMachine machine = HeldMachine.of(world, notes);
    Optional<Resource> vm = machine.find();
    if (vm.isEmpty()) {
      return ActResult.acted();
    }
    Optional<Problem> trouble = new Strangers(world, machine.machine()).trouble();
    if (trouble.isPresent()) {
      return new ActResult.GaveUp(trouble.get());
    }
    String strategy = HeldMachine.strategy(vm.get());
    if (strategy.equals("Once") && machine.hasInstance()) {
      return new ActResult.GaveUp(
          StorageProblem.MachineNotStoppable.about(
              machine.machine(),
              "It runs with run strategy Once: stopped, it could never be started again.",
              "Stop it, or give it another run strategy; then start a new migration."));
    }
    notes.put("strategy", strategy);
    machine.hold(vm.get());
    return ActResult.acted();
  }

  @Override
  public void undo(StorageWorld world, Notes notes, Ending why) {
    HeldMachine.of(world, notes).release();
  }
}
