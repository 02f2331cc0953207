package io.wherry.problems;

/** Our own mistake. The runtime stops this run, keeps the evidence and points to the log. */
public final class Defect extends WherryException {
  private static final long serialVersionUID = 1L;

  public Defect(String message) {
    super(message, null);
  }

  public Defect(String message, Throwable cause) {
    super(message, cause);
  }
}
