package io.wherry.scheduling;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import java.time.Clock;
import java.util.List;

/** The controllers of this module. */
public final class SchedulingControllers {
  private SchedulingControllers() {}

  /** For the runtime. */
  public static List<ControllerSpec> specs(KubeApi api, Clock clock) {
    return List.of(scheduler(api, clock), new NodeWatch(api, clock).spec());
  }

  /** Only what gives pods a node. */
  public static ControllerSpec scheduler(KubeApi api, Clock clock) {
    return new PodScheduler(api, clock).spec();
  }
}
