package io.wherry.spi;

/**
 * Which bytes of which disk are wanted.
 *
 * @param snapshotId the state to read; empty for the disk of a machine that is off
 * @param mark of the run: whatever the source needs for a time only (tickets, leases, clones)
 *     carries it, so that {@link SourceConnection#release} finds it
 */
public record DiskRequest(String machineId, String diskId, String snapshotId, String mark) {
  /** The disk of a machine that is off. */
  public static DiskRequest ofMachineThatIsOff(String machineId, String diskId, String mark) {
    return new DiskRequest(machineId, diskId, "", mark);
  }
}
