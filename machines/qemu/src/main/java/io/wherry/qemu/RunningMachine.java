package io.wherry.qemu;

/** A machine that runs in a process of its own. Safe for several threads; calls may block. */
public interface RunningMachine extends AutoCloseable {
  /** What the guest does now. */
  MachineState state();

  /** Presses the power button; the guest may take its time or ignore it. */
  void pressPower();

  /** Pulls the plug. Returns when the process is gone. */
  void kill();

  void pause();

  void resume();

  void reset();

  /** Called once, from any thread, when the process has ended. */
  void whenEnded(Runnable listener);

  /** Process id, for metrics and messages. */
  long pid();

  /** Lets go of the machine; it runs on. */
  @Override
  void close();
}
