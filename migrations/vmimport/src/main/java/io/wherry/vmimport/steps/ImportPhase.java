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
  CREATE_INITIAL_SNAPSHOT("CreateInitialSnapshot"),
  WAIT_FOR_INITIAL_SNAPSHOT("WaitForInitialSnapshot"),
  STORE_INITIAL_SNAPSHOT_DELTAS("StoreInitialSnapshotDeltas"),
  STORE_POWER_STATE("StorePowerState"),
  POWER_OFF_SOURCE("PowerOffSource"),
  WAIT_FOR_POWER_OFF("WaitForPowerOff"),
  CREATE_DATA_VOLUMES("CreateDataVolumes"),
  COPY_DISKS("CopyDisks"),
  COPYING_PAUSED("CopyingPaused"),
  REMOVE_PREVIOUS_SNAPSHOT("RemovePreviousSnapshot"),
  WAIT_FOR_PREVIOUS_SNAPSHOT_REMOVAL("WaitForPreviousSnapshotRemoval"),
  CREATE_SNAPSHOT("CreateSnapshot"),
  WAIT_FOR_SNAPSHOT("WaitForSnapshot"),
  STORE_SNAPSHOT_DELTAS("StoreSnapshotDeltas"),
  ADD_CHECKPOINT("AddCheckpoint"),
  REMOVE_PENULTIMATE_SNAPSHOT("RemovePenultimateSnapshot"),
  WAIT_FOR_PENULTIMATE_SNAPSHOT_REMOVAL("WaitForPenultimateSnapshotRemoval"),
  CREATE_FINAL_SNAPSHOT("CreateFinalSnapshot"),
  WAIT_FOR_FINAL_SNAPSHOT("WaitForFinalSnapshot"),
  ADD_FINAL_CHECKPOINT("AddFinalCheckpoint"),
  FINALIZE("Finalize"),
  REMOVE_FINAL_SNAPSHOT("RemoveFinalSnapshot"),
  CREATE_GUEST_CONVERSION_POD("CreateGuestConversionPod"),
  CONVERT_GUEST("ConvertGuest"),
  CREATE_VM("CreateVM"),
  POST_HOOK("PostHook"),
  WAIT_FOR_FINAL_SNAPSHOT_REMOVAL("WaitForFinalSnapshotRemoval"),
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
