package io.wherry.vmimport.steps;

import io.wherry.itinerary.Stage;

/**
 * Pipeline steps as upstream shows them.
 *
 * @source plans-and-migrations.md section 3.5
 */
public enum ImportStage implements Stage {
  INITIALIZE("Initialize", "Initialize migration."),
  PRE_HOOK("PreHook", "Run pre-migration hook."),
  DISK_TRANSFER("DiskTransfer", "Transfer disks."),
  CUTOVER("Cutover", "Finalize disk transfer."),
  IMAGE_CONVERSION("ImageConversion", "Convert image to kubevirt."),
  VM_CREATION("VirtualMachineCreation", "Create VM."),
  POST_HOOK("PostHook", "Run post-migration hook."),
  CONSOLIDATION(
      "WaitForFinalSnapshotConsolidation", "Wait until the source has merged the last snapshot."),
  /** Work after the last thing users wait for. */
  FINISH("", "");

  private final String wire;
  private final String description;

  ImportStage(String wire, String description) {
    this.wire = wire;
    this.description = description;
  }

  @Override
  public String wire() {
    return wire;
  }

  @Override
  public String description() {
    return description;
  }
}
