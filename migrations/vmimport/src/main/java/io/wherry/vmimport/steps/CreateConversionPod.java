package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.resources.Kinds;
import io.wherry.vmimport.order.PodNames;
import java.util.Map;

/** Starts the first conversion pod; {@link ConvertGuest} follows it. */
final class CreateConversionPod implements Step<ImportWorld> {
  @Override
  public StepId id() {
    return ImportPhase.CREATE_GUEST_CONVERSION_POD;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("<plan>-<vmid>-convert-<fingerprint>-1");
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    String name = PodNames.of(world.order(), ConvertGuest.TASK, 1);
    return world.api().get(world.target(Kinds.POD, name)).isPresent()
        ? new StepState.Done(Map.of("pod", name))
        : StepState.notStarted();
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    String name = PodNames.of(world.order(), ConvertGuest.TASK, 1);
    world.api().create(Kinds.POD, ConvertGuest.pod(world, name));
    return ActResult.acted();
  }

  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    ConvertGuest.ATTEMPTS.undo(world, notes, why);
  }
}
