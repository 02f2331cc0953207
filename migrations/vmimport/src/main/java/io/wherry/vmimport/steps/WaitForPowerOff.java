package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.PowerState;
import java.time.Duration;
import java.util.Map;

/**
 * Waits until the source machine is off; pulls the plug when its guest does not follow in the time
 * that the settings give it.
 */
final class WaitForPowerOff implements Step<ImportWorld> {
  private static final String FORCED = "forced";
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** A source that does not even obey a pulled plug for so long will not. */
  private static final Duration FORCE_PATIENCE = Duration.ofMinutes(10);

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
      return new StepState.Done(warning(world, notes));
    }
    Duration waited = Duration.between(notes.beganAt(), world.outside().clock().instant());
    Duration grace = world.settings().timings().shutdown();
    if (waited.compareTo(grace) < 0) {
      return StepState.underway(LOOK);
    }
    if (notes.get(FORCED).isEmpty()) {
      return StepState.notStarted();
    }
    return waited.compareTo(grace.plus(FORCE_PATIENCE)) < 0
        ? StepState.underway(LOOK)
        : new StepState.Broken(
            ImportProblem.PowerOffFailed.about(
                world.order(),
                "VM %s is still on after its power was cut at the source."
                    .formatted(world.order().machine().name()),
                "Switch it off at the source, then start a new migration."));
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    Sources.control(world).powerOff(world.order().machine().id());
    notes.put(FORCED, "yes");
    return ActResult.acted();
  }

  private static Map<String, String> warning(ImportWorld world, Notes notes) {
    return notes
        .get(FORCED)
        .map(_ ->
            Map.of(
                "warnings",
                "VM %s did not shut down within %d min; its power was cut."
                    .formatted(
                        world.order().machine().name(),
                        world.settings().timings().shutdown().toMinutes())))
        .orElse(Map.of());
  }
}
