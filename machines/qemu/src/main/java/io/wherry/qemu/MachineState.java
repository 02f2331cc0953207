package io.wherry.qemu;

/** What a machine does, or how it ended. */
public enum MachineState {
  RUNNING,
  PAUSED,
  /** Stopped by itself because a disk returned an error. */
  IO_ERROR,
  /** The guest shut down, by itself or because the power button was pressed. */
  SHUT_DOWN,
  /** The process ended in any other way. */
  CRASHED;

  public boolean hasEnded() {
    return this == SHUT_DOWN || this == CRASHED;
  }
}
