package io.wherry.livemove;

import io.wherry.resources.Resource;

/**
 * Phases of a VirtualMachineInstanceMigration, by their wire names.
 *
 * @source live-migration.md section 1.3
 */
enum MigrationPhase {
  UNSET(""),
  PENDING("Pending"),
  SCHEDULING("Scheduling"),
  SCHEDULED("Scheduled"),
  PREPARING_TARGET("PreparingTarget"),
  TARGET_READY("TargetReady"),
  RUNNING("Running"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed");

  private final String wire;

  MigrationPhase(String wire) {
    this.wire = wire;
  }

  String wire() {
    return wire;
  }

  boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }

  /** Counts for the limits. */
  boolean isActive() {
    return this != UNSET && this != PENDING && !isFinal();
  }

  static MigrationPhase of(Resource migration) {
    String wire = migration.text("status", "phase").orElse("");
    for (MigrationPhase phase : values()) {
      if (phase.wire.equals(wire)) {
        return phase;
      }
    }
    return UNSET;
  }
}
