package io.wherry.storage;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import io.wherry.storage.plan.PlanController;
import java.time.Clock;
import java.util.List;

/** The controllers of storage migrations. Give {@link #specs()} to the controller runtime. */
public final class StorageControllers {
  private final ClusterController clusters;
  private final PlanController plans;

  public StorageControllers(KubeApi api, Clock clock) {
    this.clusters = new ClusterController(api, clock);
    this.plans = new PlanController(api, clock);
  }

  /** The controllers as the runtime wants them. */
  public List<ControllerSpec> specs() {
    return List.of(clusters.spec(), plans.spec());
  }
}
