package io.wherry.qemu.move;

import io.wherry.qemu.MachineSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * Exchanges the images behind disks of a running machine while its guest writes to them. All disks
 * of one exchange change at one moment, or none: {@link #begin} for each, when all are READY {@link
 * #hold}, when all are HELD the caller makes its decision durable, then {@link #commit} or {@link
 * #abandon}, then {@link #forget}. Everything is read back from QEMU, which keeps it when the
 * caller dies. Calls take milliseconds and wait for nothing. Safe for several threads.
 *
 * @source storage-migration.md section 4.4, R1 and R6
 */
public interface DiskExchange {
  /**
   * A disk's new image. It exists and is at least as large; the guest sees no other size.
   *
   * @param disk as in {@link MachineSpec.Disk#id}
   * @param format {@code raw} or {@code qcow2}; qcow2 must have exactly the disk's size
   */
  record NewImage(String disk, Path file, String format, MachineSpec.Cache cache) {}

  /** How far one disk is. */
  enum Phase {
    COPYING,
    /** Equal; every write of the guest goes to both. */
    READY,
    /** Equal; the guest's requests to this disk wait until the exchange is decided. */
    HELD,
    /** Decided, or failed. */
    ENDED
  }

  /**
   * @param done bytes copied
   * @param total bytes to copy; grows while the guest writes, 0 at first
   * @param error what went wrong; empty when nothing did
   */
  record State(String disk, Phase phase, long done, long total, String error) {}

  /**
   * Begins to copy a disk; what is left of an earlier try is removed first. Guest writes reach both
   * images from now on, so the copy always comes to an end.
   *
   * @param tag names the exchange; up to 12 letters and digits
   * @param bytesPerSecond 0 is unlimited
   * @throws io.wherry.problems.InvalidRequest QEMU refuses, for example because the image cannot be
   *     opened
   */
  void begin(String tag, NewImage image, long bytesPerSecond);

  /** The disks of the exchange that were begun and not forgotten. */
  List<State> of(String tag);

  void limit(String tag, long bytesPerSecond);

  /**
   * Lets all disks come to HELD, which takes milliseconds.
   *
   * @throws io.wherry.problems.InvalidRequest not all are READY or HELD; abandon it
   */
  void hold(String tag);

  /** The new images are the machine's from now on; for exchanges that are HELD. Repeatable. */
  void commit(String tag);

  /** The machine keeps its images; the copies are worthless. For all phases; repeatable. */
  void abandon(String tag);

  /** Closes the images that no device uses any more; for exchanges whose disks have ENDED. */
  void forget(String tag);
}
