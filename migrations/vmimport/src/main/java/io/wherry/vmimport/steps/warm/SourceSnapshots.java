package io.wherry.vmimport.steps.warm;

import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Snapshots;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.Map;

/** The snapshots of the run's machine. */
record SourceSnapshots(Snapshots port, String machine) {
  /**
   * @throws InvalidRequest the provider has no snapshots
   * @throws io.wherry.problems.PeerUnavailable it is not connected now
   */
  static SourceSnapshots of(ImportWorld world) {
    Snapshots port =
        world
            .connection()
            .snapshots()
            .orElseThrow(() ->
                new InvalidRequest(
                    "Provider %s makes no snapshots, so VM %s cannot migrate warm. Set spec.type of the plan to cold."
                        .formatted(
                            world.order().source().provider().name(),
                            world.order().machine().name())));
    return new SourceSnapshots(port, world.order().machine().id());
  }

  Snapshots.Sight find(String mark) {
    return port.find(machine, mark);
  }

  /**
   * Quiesced snapshots need a guest that runs.
   *
   * @param held positions in the change tracking that the target has been brought to
   */
  void create(String mark, Snapshots.Consistency consistency, Map<String, String> held) {
    port.create(machine, mark, consistency, held);
  }

  void remove(String mark) {
    port.remove(machine, mark);
  }
}
