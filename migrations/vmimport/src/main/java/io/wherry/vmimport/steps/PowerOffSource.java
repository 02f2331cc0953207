package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.PowerState;

/** Asks the source machine to shut down. */
final class PowerOffSource implements Step<ImportWorld> {
  private static final String ASKED = "asked";

  @Override
  public StepId id() {
    return ImportPhase.POWER_OFF_SOURCE;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    boolean done =
        !world.has(ImportTrait.SWITCHES_POWER)
            || notes.get(ASKED).isPresent()
            || Sources.power(world) == PowerState.Off;
    return done ? StepState.done() : StepState.notStarted();
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    Sources.control(world).shutDown(world.order().machine().id());
    notes.put(ASKED, "yes");
    return ActResult.acted();
  }

  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    if (world.has(ImportTrait.SWITCHES_POWER)
        && StorePowerState.remembered(notes) == PowerState.On) {
      Sources.control(world).powerOn(world.order().machine().id());
    }
  }
}
