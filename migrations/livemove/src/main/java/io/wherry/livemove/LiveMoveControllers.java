package io.wherry.livemove;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import java.time.Clock;
import java.util.List;

/** The controllers of this module, for where KubeVirt is absent. */
public final class LiveMoveControllers {
  private LiveMoveControllers() {}

  /** For the runtime. */
  public static List<ControllerSpec> specs(KubeApi api, Clock clock) {
    return List.of(
        new MigrationController(api, clock).spec(),
        new MigratableController(api, clock).spec(),
        new EvacuationController(api, clock).spec());
  }
}
