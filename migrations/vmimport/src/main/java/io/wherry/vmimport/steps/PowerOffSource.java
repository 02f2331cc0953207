package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.PowerState;
import java.time.Duration;
import java.time.Instant;

/** Asks the source machine to shut down. */
final class PowerOffSource implements Step<ImportWorld> {
  private static final String ASKED = "asked";
  private static final String DONE = "done";
  private static final String RESTORED = "restored";

  /** A guest that has not gone down so long after it was asked has not heard it. */
  private static final Duration SHUTTING_DOWN = Duration.ofMinutes(5);

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
            || notes.get(DONE).isPresent()
            || Sources.power(world) == PowerState.Off;
    return done ? StepState.done() : StepState.notStarted();
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    notes.put(ASKED, world.outside().clock().instant().toString());
    Sources.control(world).shutDown(world.order().machine().id());
    notes.put(DONE, "yes");
    return ActResult.acted();
  }

  /**
   * Restores the source's power and makes sure of it. A guest that was asked to shut down may still
   * be on its way: starting it then does nothing, and it would stay off. Beside a target that may
   * run the source is never started.
   *
   * @throws PeerUnavailable not there yet
   */
  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    if (!world.has(ImportTrait.SWITCHES_POWER)
        || notes.get(ASKED).isEmpty()
        || StorePowerState.remembered(notes) != PowerState.On
        || TargetMachine.stands(world)) {
      return;
    }
    boolean isOn = Sources.power(world) == PowerState.On;
    if (!isOn) {
      Sources.control(world).powerOn(world.order().machine().id());
      notes.put(RESTORED, "yes");
      throw new PeerUnavailable("The source machine is starting.");
    }
    if (notes.get(RESTORED).isEmpty() && isGoingDown(world, notes)) {
      throw new PeerUnavailable("The source machine is still shutting down.");
    }
  }

  private static boolean isGoingDown(ImportWorld world, Notes notes) {
    Instant asked = Instant.parse(notes.get(ASKED).orElseThrow());
    Instant now = world.outside().clock().instant();
    return now.isBefore(asked.plus(SHUTTING_DOWN));
  }
}
