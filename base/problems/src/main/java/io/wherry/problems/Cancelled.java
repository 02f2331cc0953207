package io.wherry.problems;

/** The user asked for it. The runtime undoes the work, then stops. */
public final class Cancelled extends WherryException {
  private static final long serialVersionUID = 1L;

  public Cancelled(String message) {
    super(message, null);
  }

  public Cancelled(String message, Throwable cause) {
    super(message, cause);
  }
}
