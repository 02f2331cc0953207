package io.wherry.vmimport.steps.warm;

import io.wherry.resources.Kinds;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.model.PlanView;
import io.wherry.vmimport.steps.ImportWorld;
import java.time.Duration;

/** The time between precopy rounds: the plan's own, else the setting; both are read live. */
final class PrecopyInterval {
  private PrecopyInterval() {}

  static Duration of(ImportWorld world) {
    var name = world.order().plan();
    return world
        .api()
        .get(new ResourceKey(Kinds.PLAN, name.namespace(), name.name()))
        .map(PlanView::new)
        .flatMap(PlanView::precopyInterval)
        .orElseGet(() -> world.settings().timings().precopyInterval());
  }
}
