package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.StepState;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.Set;

/**
 * Hooks that leave a ConfigMap, so that doubles would be seen.
 *
 * @param failing phases whose hook fails once it has run
 */
record NotedHooks(Set<ImportPhase> failing) implements HookRunner {
  @Override
  public StepState look(ImportWorld world, Call call, Notes notes) {
    if (world.api().get(world.target(Kinds.CONFIG_MAP, name(call))).isEmpty()) {
      return StepState.notStarted();
    }
    return failing.contains(call.phase())
        ? new StepState.Broken(
            ImportProblem.HookFailed.about(world.order(), "The hook says no.", "Ask it."))
        : StepState.done();
  }

  @Override
  public ActResult act(ImportWorld world, Call call, Notes notes) {
    world.api().create(Kinds.CONFIG_MAP, Resource.of(Kinds.CONFIG_MAP, "apps", name(call)));
    return ActResult.acted();
  }

  @Override
  public void undo(ImportWorld world, Call call, Ending why) {
    world.api().delete(world.target(Kinds.CONFIG_MAP, name(call)));
  }

  private static String name(Call call) {
    return "hook-" + call.hook().replace('/', '-');
  }
}
