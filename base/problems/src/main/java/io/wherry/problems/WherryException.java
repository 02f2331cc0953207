package io.wherry.problems;

import org.jspecify.annotations.Nullable;

/** Unchecked; subclasses say what should happen next, not where it came from. */
public abstract sealed class WherryException extends RuntimeException
    permits PeerUnavailable, PeerRefused, InvalidRequest, StaleWrite, Cancelled, Defect {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what failed, on which object, why, and what to do next
   */
  protected WherryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
