package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.StepState;

/** Where no container can run: says so instead of skipping the hook. */
public final class NoHooks implements HookRunner {
  @Override
  public StepState look(ImportWorld world, Call call, Notes notes) {
    return StepState.notStarted();
  }

  @Override
  public ActResult act(ImportWorld world, Call call, Notes notes) {
    return new ActResult.GaveUp(
        ImportProblem.HookUnavailable.about(
            world.order(),
            "Hook %s (%s) of VM %s cannot run: hooks are container images, and this server has no container engine."
                .formatted(call.hook(), call.phase().wire(), world.order().machine().name()),
            "Remove the hook from the plan, or run the plan on a cluster."));
  }

  @Override
  public void undo(ImportWorld world, Call call, Ending why) {}
}
