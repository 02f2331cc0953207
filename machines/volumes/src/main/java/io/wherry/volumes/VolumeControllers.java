package io.wherry.volumes;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import java.time.Clock;
import java.util.List;

/** The storage controllers of a standalone node. */
public final class VolumeControllers {
  private VolumeControllers() {}

  /** For the runtime. The folder of the settings must exist. */
  public static List<ControllerSpec> specs(KubeApi api, VolumeSettings settings, Clock clock) {
    return List.of(
        new ClaimController(api, settings, new VolumeEvents(api, clock)).spec(),
        new VolumeController(api, settings).spec(),
        new DataVolumeController(api, clock).spec());
  }
}
