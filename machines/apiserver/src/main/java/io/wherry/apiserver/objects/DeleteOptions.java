package io.wherry.apiserver.objects;

import io.wherry.apiserver.objects.WriteOptions.DryRun;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a deletion is meant.
 *
 * @param uid precondition: only this very object
 * @param resourceVersion precondition: only in this state
 * @param graceSeconds what pods get between being asked to end and being killed; theirs when empty
 */
public record DeleteOptions(
    Propagation propagation,
    Optional<String> uid,
    Optional<String> resourceVersion,
    DryRun dryRun,
    OptionalLong graceSeconds) {
  /** What happens with the objects that the deleted one owns. */
  public enum Propagation {
    BACKGROUND,
    FOREGROUND,
    ORPHAN
  }

  /** In the background, without preconditions. */
  public static final DeleteOptions PLAIN = of(Propagation.BACKGROUND);

  /** Without preconditions. */
  static DeleteOptions of(Propagation propagation) {
    return new DeleteOptions(
        propagation, Optional.empty(), Optional.empty(), DryRun.NONE, OptionalLong.empty());
  }
}
