package io.wherry.storage.run;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.runs.PodAttempts;

/**
 * Copies the volumes of a machine that is kept off, with proof. The worker keeps its own resume map
 * beside the targets.
 *
 * @param quiesce the step that switched the machine off
 */
record CopyVolumes(StorageStep phase, StorageStep quiesce) implements Step<StorageWorld> {
  @Override
  public StepId id() {
    return phase;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("<vm>-volumes-<fingerprint>-<attempt>");
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    return MachineWatch.trouble(HeldMachine.of(world, notes), notes, quiesce)
        .<StepState>map(StepState.Broken::new)
        .orElseGet(() -> attempts(world, notes).look(notes));
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    return attempts(world, notes).act(notes);
  }

  @Override
  public void undo(StorageWorld world, Notes notes, Ending why) {
    attempts(world, notes).undo(notes, why);
  }

  private PodAttempts attempts(StorageWorld world, Notes notes) {
    return new CopyTask(world, world.machine(notes), phase).attempts();
  }
}
