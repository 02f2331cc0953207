package io.wherry.lifecycle;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import java.time.Clock;
import java.util.List;

/** The controllers of machines and instances on a standalone node. */
public final class LifecycleControllers {
  /** Name of the controller that {@link Guests#wakeBy} should wake. */
  public static final String INSTANCES = "instances";

  private LifecycleControllers() {}

  /** For the runtime. The folder of the settings must exist. */
  public static List<ControllerSpec> specs(
      KubeApi api, LifecycleSettings settings, Guests guests, Clock clock) {
    return List.of(
        new MachineController(api, clock).spec(),
        new InstanceController(api, settings, guests, clock).spec());
  }
}
