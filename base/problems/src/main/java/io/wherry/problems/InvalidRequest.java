package io.wherry.problems;

/** The input cannot work as it is. No retry until somebody changes it. */
public final class InvalidRequest extends WherryException {
  private static final long serialVersionUID = 1L;

  public InvalidRequest(String message) {
    super(message, null);
  }

  public InvalidRequest(String message, Throwable cause) {
    super(message, cause);
  }
}
