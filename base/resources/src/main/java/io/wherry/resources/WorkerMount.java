package io.wherry.resources;

/**
 * A volume of a pod that runs as a plain process: element of the JSON list in the environment
 * variable {@code WHERRY_MOUNTS}. A path below {@code mountPath} means the same path below {@code
 * hostPath}.
 *
 * @param capacityBytes what the volume may hold at most; 0 when unknown
 * @param format {@code raw} or {@code qcow2}: what {@code disk.img} below it really is
 */
public record WorkerMount(
    String mountPath, String hostPath, String format, boolean readOnly, long capacityBytes) {
  /** The environment variable that carries the list. */
  public static final String ENVIRONMENT_VARIABLE = "WHERRY_MOUNTS";
}
