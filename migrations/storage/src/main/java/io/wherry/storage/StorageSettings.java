package io.wherry.storage;

/**
 * Settings of storage migrations.
 *
 * @param workerImage container image of the pods that copy
 * @param serviceAccount of those pods; empty for the namespace's default
 */
public record StorageSettings(String workerImage, String serviceAccount) {
  /** Where nothing is set. */
  public static final StorageSettings DEFAULTS = new StorageSettings("wherry/worker:0.1.0", "");
}
