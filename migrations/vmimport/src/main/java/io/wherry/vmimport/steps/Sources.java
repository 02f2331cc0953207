package io.wherry.vmimport.steps;

import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.Power;
import io.wherry.spi.PowerState;

/** The source machine's power, also for providers that have none. */
final class Sources {
  private Sources() {}

  /** Power now; what the inventory said where it cannot be asked. */
  static PowerState power(ImportWorld world) {
    return world.has(ImportTrait.SWITCHES_POWER)
        ? control(world).state(world.order().machine().id())
        : world.order().machine().powerState();
  }

  static Power control(ImportWorld world) {
    return world
        .connection()
        .power()
        .orElseThrow(() ->
            new PeerUnavailable(
                "Provider "
                    + world.order().source().provider().name()
                    + " offers no power control now."));
  }
}
