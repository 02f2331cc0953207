package io.wherry.vmimport.steps;

import io.wherry.itinerary.Trait;

/** Facts that decide about the branches of import routes; frozen when a run begins. */
public enum ImportTrait implements Trait {
  /** The VM has a hook before the import. */
  PRE_HOOK,
  /** The VM has a hook after the import. */
  POST_HOOK,
  /** The guest needs drivers, and the plan does not forbid to install them. */
  NEEDS_CONVERSION,
  /** The provider can read and switch the power of machines. */
  SWITCHES_POWER,
  /** The run waits until the last snapshot is merged. */
  AWAITS_CONSOLIDATION
}
