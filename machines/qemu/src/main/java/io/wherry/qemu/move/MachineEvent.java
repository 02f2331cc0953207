package io.wherry.qemu.move;

import java.time.Instant;

/**
 * Something happened to a machine.
 *
 * @param detail the new status of a move, the number of a pass, the id of a job; empty otherwise
 * @param at by the host's clock, as QEMU noted it
 */
public record MachineEvent(Type type, String detail, Instant at) {
  /** What. */
  public enum Type {
    /** The guest stands still. */
    STOPPED,
    /** The guest runs. */
    RESUMED,
    MOVE_STATUS,
    MOVE_PASS,
    DISK_JOB,
    DISK_ERROR,
    SHUT_DOWN,
    /** The process is gone or does not talk to us any more. */
    LOST
  }
}
