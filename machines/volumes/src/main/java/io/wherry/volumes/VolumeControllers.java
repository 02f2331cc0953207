package io.wherry.volumes;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import java.time.Clock;
import java.util.List;

/** The storage controllers of the standalone runtime. */
public final class VolumeControllers {
  private VolumeControllers() {}

  /** For the control plane: which node makes a volume; DataVolumes; claims in use stay. */
  public static List<ControllerSpec> control(KubeApi api, Clock clock) {
    return List.of(
        new ClaimController(api, new VolumeEvents(api, clock)).spec(),
        new DataVolumeController(api, clock).spec());
  }

  /** For a node: makes and removes volumes. The folders of the settings must exist. */
  public static List<ControllerSpec> node(KubeApi api, VolumeSettings settings, Clock clock) {
    return List.of(
        new Provisioner(api, settings, new VolumeEvents(api, clock)).spec(),
        new VolumeController(api, settings).spec());
  }
}
