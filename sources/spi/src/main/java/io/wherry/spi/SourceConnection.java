package io.wherry.spi;

import io.wherry.blocks.BlockReader;
import java.util.List;

/** An open connection to a provider. Safe for use by several threads. */
public interface SourceConnection extends AutoCloseable {
  /** Cheap call that proves the connection still works; same exceptions as connect. */
  void test();

  /** SHA-1 thumbprint of the server's certificate, with colons; empty where there is none. */
  default String fingerprint() {
    return "";
  }

  /**
   * Starts following the inventory; the listener first gets everything there is, then {@link
   * InventoryListener#parity()}, then changes. Returns at once; at most one follower.
   */
  void follow(InventoryListener listener);

  /**
   * Privileges that migrations need and the account lacks, in the source's words. May block for an
   * exchange now and then; never fails over what it cannot find out.
   */
  default List<String> missingPrivileges() {
    return List.of();
  }

  /** Shares a worker pod must mount to reach the disks; empty when it connects by itself. */
  List<Share> shares();

  /**
   * Opens a disk of a machine for reading, in the worker. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest unknown disk, or a damaged container
   */
  BlockReader openDisk(String machineId, String diskId);

  /**
   * Checks of the source's own bytes that a worker runs beside the copy; a failed one fails it.
   * Empty when the source offers nothing to check against.
   */
  default List<IntegrityCheck> integrityChecks(String machineId, String diskId) {
    return List.of();
  }

  /**
   * Changes whenever the disk's bytes may have changed; a copy that was begun with another version
   * starts over. Blocks. The default is for sources whose disks do not change once they are named.
   */
  default String diskVersion(String machineId, String diskId) {
    return machineId + "/" + diskId;
  }

  /** Power control; only with {@link Capability#POWER}. */
  default java.util.Optional<Power> power() {
    return java.util.Optional.empty();
  }

  /** Snapshots for rounds that copy while the machine runs; only with {@link Capability#WARM}. */
  default java.util.Optional<Snapshots> snapshots() {
    return java.util.Optional.empty();
  }

  /**
   * Opens a disk in a state, in the worker. Blocks. What the source needs for that (a ticket, a
   * lease) lives at most as long as the reader and is kept alive meanwhile.
   *
   * @throws io.wherry.problems.InvalidRequest unknown disk or snapshot, or a damaged container
   */
  default BlockReader openDisk(DiskRequest request) {
    if (!request.snapshotId().isEmpty()) {
      throw new io.wherry.problems.InvalidRequest(
          "Disk %s of machine %s cannot be read at a snapshot: this provider has none."
              .formatted(request.diskId(), request.machineId()));
    }
    return openDisk(request.machineId(), request.diskId());
  }

  /**
   * What changed between a checkpoint and a state. Blocks.
   *
   * @param checkpoint from {@link Snapshots#checkpoints}
   */
  default DiskChanges changes(DiskRequest request, String checkpoint) {
    return new DiskChanges.Unknown("this provider tracks no changes");
  }

  /**
   * Removes whatever carries the mark of a run beside snapshots: tickets, leases, clones. Called
   * when a run ends, also after a crash of its workers. Repeatable.
   */
  default void release(String machineId, String mark) {}

  @Override
  void close();
}
