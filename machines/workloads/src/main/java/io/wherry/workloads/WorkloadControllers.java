package io.wherry.workloads;

import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.kube.KubeApi;
import java.time.Clock;
import java.util.List;

/** The controllers of this module. */
public final class WorkloadControllers {
  private WorkloadControllers() {}

  /** For the runtime of a standalone server; a cluster has its own. */
  public static List<ControllerSpec> specs(KubeApi api, Clock clock) {
    return List.of(
        new JobController(api, new EventRecorder(api, "job-controller", clock), clock).spec(),
        new BudgetController(api, clock).spec());
  }
}
