package io.wherry.vmimport.steps;

import io.wherry.itinerary.StepId;

/**
 * Phases as upstream names them.
 *
 * @source plans-and-migrations.md sections 3.3 and 3.4
 */
public enum ImportPhase implements StepId {
  STARTED("Started"),
  PRE_HOOK("PreHook"),
  STORE_POWER_STATE("StorePowerState"),
  POWER_OFF_SOURCE("PowerOffSource"),
  WAIT_FOR_POWER_OFF("WaitForPowerOff"),
  CREATE_DATA_VOLUMES("CreateDataVolumes"),
  COPY_DISKS("CopyDisks"),
  CREATE_GUEST_CONVERSION_POD("CreateGuestConversionPod"),
  CONVERT_GUEST("ConvertGuest"),
  CREATE_VM("CreateVM"),
  POST_HOOK("PostHook"),
  COMPLETED("Completed");

  private final String wire;

  ImportPhase(String wire) {
    this.wire = wire;
  }

  @Override
  public String wire() {
    return wire;
  }
}
