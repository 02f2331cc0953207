package io.wherry.spi;

import java.util.List;
import java.util.Map;

/**
 * Snapshots of source machines, for rounds that copy while the machine runs; only with {@link
 * Capability#WARM}. A snapshot is found again by its mark, which the caller notes before it asks:
 * so every call may be repeated after a crash, and nothing is made twice or left behind. Calls may
 * block for one exchange with the source, never for the snapshot itself. Safe for several threads.
 *
 * @source plans-and-migrations.md section 3.7, inventory-and-providers.md sections 3.2 and 3.3
 */
public interface Snapshots {
  /** What became of the snapshot with a mark. */
  sealed interface Sight {
    /** There is none, and none is being made. */
    record None() implements Sight {}

    /** It is being made. */
    record Making() implements Sight {}

    /**
     * It is there.
     *
     * @param snapshotId the source's own id
     */
    record Ready(String snapshotId) implements Sight {}

    /** It is being removed, or its data is still being merged. */
    record Removing() implements Sight {}

    /** Making or removing it failed with these words of the source. */
    record Failed(String message) implements Sight {}
  }

  /** How much of the guest's memory of its disks must be in the snapshot. */
  enum Consistency {
    /** As after a power cut. */
    CRASH,
    /** The guest's agent flushes and freezes its file systems; fails where it cannot. */
    QUIESCED
  }

  Sight find(String machineId, String mark);

  /**
   * Starts making a snapshot without memory.
   *
   * @throws io.wherry.problems.PeerUnavailable the machine is busy; ask again later
   * @throws io.wherry.problems.PeerRefused the source will not make it, for example too many
   */
  void create(String machineId, String mark, Consistency consistency);

  /**
   * As {@link #create(String, String, Consistency)}, for sources that must be told beforehand which
   * changes they will be asked for.
   *
   * @param since positions by disk, from {@link #checkpoints}, of what the target holds; a disk
   *     that is missing will be read as a whole
   */
  default void create(
      String machineId, String mark, Consistency consistency, Map<String, String> since) {
    create(machineId, mark, consistency);
  }

  /**
   * Whether a snapshot must not stand longer than its data is read, as it holds up the machine or
   * grows at the source.
   */
  default boolean endWithTheirCopy() {
    return false;
  }

  /** Starts removing it and merging its data. Nothing happens when there is none. */
  void remove(String machineId, String mark);

  /**
   * The change-tracking position of each disk as of a snapshot, by disk id. Opaque; a later round
   * asks for what changed since. A disk without change tracking is missing.
   */
  Map<String, String> checkpoints(String machineId, String snapshotId);

  /** Marks of all snapshots of a machine that Wherry made, also of other runs. */
  List<String> marks(String machineId);
}
