package io.wherry.storage;

/**
 * Settings of storage migrations.
 *
 * @param workerImage container image of the pods that copy
 * @param serviceAccount of those pods; empty for the namespace's default
 * @param live how disks of running machines are moved
 */
public record StorageSettings(String workerImage, String serviceAccount, Live live) {
  /** What becomes of machines that run when their plan says {@code liveMigrate: true}. */
  public enum Live {
    /** Their node moves the disks while they run: Wherry's own nodes. */
    IN_PLACE,
    /** They are stopped, as without. */
    NONE
  }

  /** Where nothing is set: Wherry runs the machines itself. */
  public static final StorageSettings DEFAULTS =
      new StorageSettings("wherry/worker:0.1.0", "", Live.IN_PLACE);
}
