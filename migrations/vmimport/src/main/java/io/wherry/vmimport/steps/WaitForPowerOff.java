package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.PowerState;
import java.time.Duration;
import java.util.Optional;

/** Waits until the source machine is off; pulls the plug when its guest does not follow. */
final class WaitForPowerOff implements Step<ImportWorld> {
  private static final String FORCED = "forced";

  /** Guests that install updates while shutting down need minutes. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  @Override
  public StepId id() {
    return ImportPhase.WAIT_FOR_POWER_OFF;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    if (!world.has(ImportTrait.SWITCHES_POWER) || Sources.power(world) == PowerState.Off) {
      return StepState.done();
    }
    Duration waited = Duration.between(notes.beganAt(), world.outside().clock().instant());
    boolean patient = notes.get(FORCED).isPresent() || waited.compareTo(GRACE) < 0;
    return patient ? StepState.underway(Duration.ofSeconds(5)) : StepState.notStarted();
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    Sources.control(world).powerOff(world.order().machine().id());
    notes.put(FORCED, "yes");
    return ActResult.acted();
  }

  @Override
  public Optional<Duration> deadline() {
    return Optional.of(GRACE.multipliedBy(2));
  }
}
