package io.wherry.storage.run;

import io.wherry.itinerary.StepId;

/**
 * Phases as upstream names them.
 *
 * @source storage-migration.md section 3.1
 */
enum StorageStep implements StepId {
  CREATE_TARGETS("CreateDirectVolumeMigrationStage"),
  LIVE("WaitForLiveMigrationToComplete"),
  QUIESCE("QuiesceSourceApplications"),
  ENSURE_QUIESCED("EnsureSrcQuiesced"),
  COPY("WaitForDirectVolumeMigrationToComplete"),
  SWAP("SwapPVCReferences"),
  UNQUIESCE("UnQuiesceDestApplications"),
  TIDY("EnsureStagePodsDeleted"),
  LIVE_BACK("RollbackLiveMigration"),
  QUIESCE_BACK("QuiesceDestinationApplications"),
  ENSURE_QUIESCED_BACK("EnsureDestQuiesced"),
  COPY_BACK("WaitForDirectVolumeMigrationToRollbackComplete"),
  UNQUIESCE_BACK("UnQuiesceSrcApplications"),
  DELETE_MIGRATED("DeleteMigrated");

  private final String wire;

  StorageStep(String wire) {
    this.wire = wire;
  }

  @Override
  public String wire() {
    return wire;
  }
}
