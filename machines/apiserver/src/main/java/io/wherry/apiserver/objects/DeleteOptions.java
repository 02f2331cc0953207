package io.wherry.apiserver.objects;

import io.wherry.apiserver.objects.WriteOptions.DryRun;
import java.util.Optional;

/**
 * How a deletion is meant.
 *
 * @param uid precondition: only this very object
 * @param resourceVersion precondition: only in this state
 */
public record DeleteOptions(
    Propagation propagation,
    Optional<String> uid,
    Optional<String> resourceVersion,
    DryRun dryRun) {
  /** What happens with the objects that the deleted one owns. */
  public enum Propagation {
    BACKGROUND,
    FOREGROUND,
    ORPHAN
  }

  /** In the background, without preconditions. */
  public static final DeleteOptions PLAIN =
      new DeleteOptions(Propagation.BACKGROUND, Optional.empty(), Optional.empty(), DryRun.NONE);
}
