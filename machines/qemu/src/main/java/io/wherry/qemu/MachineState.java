package io.wherry.qemu;

/** What a machine does, or how it ended. */
public enum MachineState {
  RUNNING,
  PAUSED,
  /** Stopped by itself because a disk returned an error. */
  IO_ERROR,
  /** Waits for the state of a machine elsewhere; its guest has not run here. */
  INCOMING,
  /** Stopped, because its state is on the way to another machine. */
  SWITCHING,
  /** The guest's state was sent to another machine; it must not run here unless taken back. */
  HANDED_OVER,
  /** The guest shut down, by itself or because the power button was pressed. */
  SHUT_DOWN,
  /** The process ended in any other way. */
  CRASHED;

  public boolean hasEnded() {
    return this == SHUT_DOWN || this == CRASHED;
  }
}
