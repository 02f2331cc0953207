package io.wherry.problems;

/** Somebody wrote first. The runtime observes again at once. */
public final class StaleWrite extends WherryException {
  private static final long serialVersionUID = 1L;

  public StaleWrite(String message) {
    super(message, null);
  }

  public StaleWrite(String message, Throwable cause) {
    super(message, cause);
  }
}
