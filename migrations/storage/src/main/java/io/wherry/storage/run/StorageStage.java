package io.wherry.storage.run;

import io.wherry.itinerary.Stage;

/**
 * Pipeline steps as upstream shows them.
 *
 * @source storage-migration.md section 3.1
 */
enum StorageStage implements Stage {
  PREPARE("Prepare", "Make the target volumes and stop the virtual machine."),
  DIRECT_VOLUME("DirectVolume", "Copy and verify the volumes."),
  CLEANUP("Cleanup", "Switch the virtual machine over and tidy up."),
  CLEANUP_MIGRATED("CleanupMigrated", "Switch the virtual machine back and delete the targets.");

  private final String wire;
  private final String description;

  StorageStage(String wire, String description) {
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
