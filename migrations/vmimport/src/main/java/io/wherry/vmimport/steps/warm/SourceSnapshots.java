package io.wherry.vmimport.steps.warm;

import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Snapshots;
import io.wherry.vmimport.steps.ImportWorld;

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

  /** Quiesced snapshots need a guest that runs. */
  void create(String mark, Snapshots.Consistency consistency) {
    port.create(machine, mark, consistency);
  }

  void remove(String mark) {
    port.remove(machine, mark);
  }
}
