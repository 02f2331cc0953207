package io.wherry.vmimport.steps.warm;

import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.Snapshots;
import io.wherry.vmimport.steps.ImportWorld;

/** Takes a snapshot back. */
final class SnapshotRemoval {
  private SnapshotRemoval() {}

  /**
   * Returns when the source has begun to remove it: merging its data may take hours, and goes on by
   * itself.
   *
   * @throws PeerUnavailable it is still being made; ask again later
   */
  static void undo(ImportWorld world, String mark) {
    SourceSnapshots source = SourceSnapshots.of(world);
    switch (source.find(mark)) {
      case Snapshots.Sight.None(), Snapshots.Sight.Removing() -> {
        // done
      }
      case Snapshots.Sight.Making() ->
          throw new PeerUnavailable("Snapshot " + mark + " is still being made.");
      case Snapshots.Sight.Ready(_), Snapshots.Sight.Failed(_) -> source.remove(mark);
    }
  }
}
