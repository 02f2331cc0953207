package io.wherry.qemu.move;

/**
 * A copy of a disk under way.
 *
 * @param done bytes copied
 * @param total bytes to copy; grows while the guest writes, 0 at first
 * @param error what went wrong; empty when nothing did
 */
public record DiskJob(String id, Phase phase, long done, long total, String error) {
  /** How far it is. */
  public enum Phase {
    RUNNING,
    /** Both sides are equal but for the writes of this moment; every write goes to both. */
    READY,
    /** Ended, with or without an error; waits for being forgotten. */
    CONCLUDED
  }
}
