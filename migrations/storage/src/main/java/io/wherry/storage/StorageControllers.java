package io.wherry.storage;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import io.wherry.storage.plan.PlanController;
import io.wherry.storage.run.RunControllers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The controllers of storage migrations. Give {@link #specs()} to the controller runtime; close
 * after it: runs are interrupted then, and go on at the next start.
 */
public final class StorageControllers implements AutoCloseable {
  private final ClusterController clusters;
  private final PlanController plans;
  private final RunControllers runs;

  public StorageControllers(KubeApi api, Clock clock, StorageSettings settings) {
    this.clusters = new ClusterController(api, clock);
    this.plans = new PlanController(api, clock, settings);
    this.runs = new RunControllers(api, clock, settings);
  }

  /** The controllers as the runtime wants them. */
  public List<ControllerSpec> specs() {
    List<ControllerSpec> specs = new ArrayList<>(List.of(clusters.spec(), plans.spec()));
    specs.addAll(runs.specs());
    return specs;
  }

  @Override
  public void close() {
    runs.close();
  }
}
