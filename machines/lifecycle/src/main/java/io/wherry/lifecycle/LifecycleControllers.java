package io.wherry.lifecycle;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import java.time.Clock;
import java.util.List;

/** The controllers of machines and instances, standalone. */
public final class LifecycleControllers {
  /** Name of the controller that {@link Guests#wakeBy} should wake. */
  public static final String INSTANCES = "instances";

  private LifecycleControllers() {}

  /** For the control plane: machines have instances, instances get a node. */
  public static List<ControllerSpec> control(KubeApi api, Clock clock) {
    return List.of(new MachineController(api, clock).spec(), new InstancePlacer(api, clock).spec());
  }

  /** For a node: its instances run. The folder of the settings must exist. */
  public static List<ControllerSpec> node(
      KubeApi api, LifecycleSettings settings, Guests guests, Moves moves, Clock clock) {
    return List.of(
        new InstanceController(api, settings, guests, moves, clock).spec(),
        new DiskMoveController(api, settings, guests, moves).spec());
  }
}
