package io.wherry.resources;

import java.util.List;
import java.util.Map;

/**
 * What a worker says when it ends: the JSON text of its termination message (at most 4 KiB; on a
 * cluster {@code /dev/termination-log}, standalone the file named by {@code
 * WHERRY_TERMINATION_LOG}). Exit code 0 only with {@code succeeded}.
 *
 * @param reason condition-like word for the failure, empty on success
 * @param message what failed, on which object, why; empty on success
 * @param advice what to do; empty on success
 * @param retryable true when the same task may succeed later without a change by a person
 * @param facts results by name, for example {@code engine}, {@code firmware}, {@code sha256}
 * @param warnings for the user, may be empty
 */
public record WorkerReport(
    boolean succeeded,
    String reason,
    String message,
    String advice,
    boolean retryable,
    Map<String, String> facts,
    List<String> warnings) {
  /** The environment variable that names the file where there is no container. */
  public static final String ENVIRONMENT_VARIABLE = "WHERRY_TERMINATION_LOG";
}
