package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;

/** Runs the VM's hook of a phase. */
record HookStep(ImportPhase phase) implements Step<ImportWorld> {
  @Override
  public StepId id() {
    return phase;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("<plan>-<vmid>-prehook|posthook-<fingerprint>");
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    return world.outside().hooks().look(world, call(world), notes);
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    return world.outside().hooks().act(world, call(world), notes);
  }

  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    world.outside().hooks().undo(world, call(world), why);
  }

  private HookRunner.Call call(ImportWorld world) {
    var hooks = world.order().options().hooks();
    return new HookRunner.Call(
        phase, phase == ImportPhase.PRE_HOOK ? hooks.before() : hooks.after());
  }
}
