package io.wherry.apiserver.access;

/**
 * Whether somebody may do something.
 *
 * @param reason which binding allows it, or what kept the roles from being read; may be empty
 */
public record Decision(Verdict verdict, String reason) {
  /** The answer. */
  public enum Verdict {
    ALLOWED,
    DENIED
  }

  /** True when it is allowed. */
  public boolean isAllowed() {
    return verdict == Verdict.ALLOWED;
  }
}
