package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import java.util.ArrayList;
import java.util.List;

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

  /** The hooks that the run has. */
  static List<HookRunner.Call> calls(ImportWorld world) {
    List<HookRunner.Call> calls = new ArrayList<>();
    if (world.has(ImportTrait.PRE_HOOK)) {
      calls.add(new HookStep(ImportPhase.PRE_HOOK).call(world));
    }
    if (world.has(ImportTrait.POST_HOOK)) {
      calls.add(new HookStep(ImportPhase.POST_HOOK).call(world));
    }
    return calls;
  }

  private HookRunner.Call call(ImportWorld world) {
    var hooks = world.order().options().hooks();
    return new HookRunner.Call(
        phase, phase == ImportPhase.PRE_HOOK ? hooks.before() : hooks.after());
  }
}
