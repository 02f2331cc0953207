package io.wherry.worker;

import io.wherry.blocks.copy.Changes;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.DiskChanges;
import io.wherry.spi.DiskRequest;
import io.wherry.spi.SourceConnection;
import java.util.Optional;

/**
 * Which state of a disk is read, and how much of it the target holds already.
 *
 * @param version names the state's bytes; equal states have equal versions
 * @param warning for the user, when the source cannot say what changed
 */
record DiskState(DiskRequest request, String version, Changes changes, Optional<String> warning) {

  /** Asks the source. Blocks; same exceptions as {@link SourceConnection#changes}. */
  static DiskState of(SourceConnection source, WorkerTask.Copy task, String disk) {
    WorkerTask.Round round = task.round();
    String machine = task.source().machine();
    DiskRequest request = new DiskRequest(machine, disk, round.snapshotId(), round.mark());
    WorkerTask.Tracking tracking =
        round.disks().getOrDefault(disk, new WorkerTask.Tracking("", ""));
    String version =
        round.snapshotId().isEmpty()
            ? source.diskVersion(machine, disk)
            : tracking.checkpoint().isEmpty()
                ? "snapshot " + round.snapshotId()
                : checkpoint(tracking.checkpoint());
    if (tracking.since().isEmpty()) {
      return new DiskState(request, version, Changes.UNKNOWN, Optional.empty());
    }
    return switch (source.changes(request, tracking.since())) {
      case DiskChanges.Known(var ranges) ->
          new DiskState(
              request,
              version,
              new Changes.Since(checkpoint(tracking.since()), ranges),
              Optional.empty());
      case DiskChanges.Unknown(String why) ->
          new DiskState(
              request,
              version,
              Changes.UNKNOWN,
              Optional.of(
                  "Disk %s: what changed since the last round is not known (%s); the whole disk was compared."
                      .formatted(disk, why)));
    };
  }

  private static String checkpoint(String position) {
    return "checkpoint " + position;
  }
}
