package io.wherry.spi;

/** Reads and switches the power of source machines. Calls may block; all are repeatable. */
public interface Power {
  PowerState state(String machineId);

  /** Asks the guest to shut down; returns at once. */
  void shutDown(String machineId);

  /** Pulls the plug. */
  void powerOff(String machineId);

  void powerOn(String machineId);
}
