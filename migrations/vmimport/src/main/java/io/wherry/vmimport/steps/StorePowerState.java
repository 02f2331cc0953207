package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.PowerState;
import java.util.Map;

/** Remembers the source's power state, to restore it and to start the target likewise. */
final class StorePowerState implements Step<ImportWorld> {
  /** The fact that keeps it; values are names of {@link PowerState}. */
  static final String FACT = "powerState";

  @Override
  public StepId id() {
    return ImportPhase.STORE_POWER_STATE;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    return new StepState.Done(Map.of(FACT, Sources.power(world).name()));
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    return ActResult.acted();
  }

  /** What was remembered. */
  static PowerState remembered(Notes notes) {
    return notes
        .of(ImportPhase.STORE_POWER_STATE, FACT)
        .map(PowerState::valueOf)
        .orElse(PowerState.Unknown);
  }
}
