package io.wherry.storage.run;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.runs.PodAttempts;
import java.util.Map;
import java.util.Optional;

/**
 * Copies the volumes of a machine that happens to be off, ahead of the cutover, which copies only
 * what differs then. A machine that runs, or is started meanwhile, is left out.
 */
final class StageVolumes implements Step<StorageWorld> {
  /** Fact: why the machine was left out. */
  static final String SKIPPED = "skipped";

  @Override
  public StepId id() {
    return StorageStep.COPY;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("<vm>-volumes-<fingerprint>-<attempt>");
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    Optional<String> skipped = notes.get(SKIPPED);
    if (skipped.isPresent()) {
      return new StepState.Done(Map.of(SKIPPED, skipped.get()));
    }
    HeldMachine machine = HeldMachine.of(world, notes);
    if (machine.find().isEmpty()) {
      return new StepState.Broken(MachineWatch.gone(machine.machine()));
    }
    return machine.hasInstance() ? StepState.notStarted() : attempts(world, notes).look(notes);
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    HeldMachine machine = HeldMachine.of(world, notes);
    if (!machine.hasInstance()) {
      return attempts(world, notes).act(notes);
    }
    attempts(world, notes).undo(notes, Ending.CANCELLED);
    notes.put(
        SKIPPED,
        "%s/%s runs: its volumes are copied at the cutover, which stops it."
            .formatted(machine.machine().vm().namespace(), machine.machine().vm().name()));
    return ActResult.acted();
  }

  @Override
  public void undo(StorageWorld world, Notes notes, Ending why) {
    attempts(world, notes).undo(notes, why);
  }

  private static PodAttempts attempts(StorageWorld world, Notes notes) {
    return new CopyTask(world, world.machine(notes), StorageStep.COPY).attempts();
  }
}
