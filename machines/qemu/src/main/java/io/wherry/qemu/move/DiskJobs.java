package io.wherry.qemu.move;

import java.util.List;
import java.util.Optional;

/**
 * Copies disks of a running machine while its guest writes to them. A job's id starts with the
 * disk's: {@link #jobId}. Jobs are read back from QEMU, nothing is kept here. Calls take
 * milliseconds and do not wait for jobs. Safe for several threads.
 *
 * @source live-migration.md section 8.7; data-plane.md section 5
 */
public interface DiskJobs {
  /** How the guest's writes reach the target. */
  enum CopyMode {
    /** Later; a guest may write faster than is copied. */
    BACKGROUND,
    /** At once; the copy always comes to an end. */
    WRITE_BLOCKING
  }

  /**
   * @param bytesPerSecond 0 is unlimited
   */
  record Pace(CopyMode mode, long bytesPerSecond) {}

  /** Name of a job that copies the disk; the tag tells attempts apart. */
  static String jobId(String disk, String tag) {
    return "mirror-" + disk + "-" + tag;
  }

  /**
   * Begins to copy the whole disk.
   *
   * @throws io.wherry.problems.InvalidRequest QEMU refuses, for example because the target is
   *     smaller or cannot be opened
   */
  void mirror(String disk, String tag, MirrorTarget target, Pace pace);

  /** All jobs of this machine. */
  List<DiskJob> all();

  /** One job; empty when it was never begun, or forgotten. */
  default Optional<DiskJob> find(String disk, String tag) {
    return all().stream().filter(j -> j.id().equals(jobId(disk, tag))).findFirst();
  }

  void limit(String disk, String tag, long bytesPerSecond);

  /** The machine uses the copy from now on; for jobs that are READY. Ends the job. */
  void pivot(String disk, String tag);

  /**
   * Ends the job with both sides equal; the machine keeps its own disk. For jobs that are READY,
   * while the guest is stopped.
   */
  void seal(String disk, String tag);

  /** Ends the job at once; the copy is worthless. */
  void abandon(String disk, String tag);

  /** Removes a CONCLUDED job and closes the images that no device uses any more. */
  void forget(String disk, String tag);

  /** File or address behind the disk that the guest uses now, as QEMU names it. */
  Optional<String> image(String disk);
}
