package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.order.Marks;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes the helpers that nobody needs any more.
 *
 * @source plans-and-migrations.md section 3.11, column Succeeded
 */
final class Completed implements Step<ImportWorld> {
  private static final String TIDIED = "tidied";

  @Override
  public StepId id() {
    return ImportPhase.COMPLETED;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    return notes.get(TIDIED).isPresent() && helpers(world).isEmpty()
        ? StepState.done()
        : StepState.notStarted();
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    world.connection().release(world.order().machine().id(), Marks.of(world.order()));
    helpers(world).forEach(world.api()::delete);
    HookStep.calls(world).forEach(call -> world.outside().hooks().tidy(world, call));
    notes.put(TIDIED, "yes");
    return ActResult.acted();
  }

  private static List<ResourceKey> helpers(ImportWorld world) {
    List<ResourceKey> result = new ArrayList<>(WorkerPods.of(world, CopyDisks.TASK));
    if (world.order().options().cleanup().conversionPod()) {
      result.addAll(WorkerPods.of(world, ConvertGuest.TASK));
    }
    if (!world.order().source().secretName().isEmpty()) {
      world.api().get(SecretCopy.key(world)).ifPresent(_ -> result.add(SecretCopy.key(world)));
    }
    return result;
  }
}
