package io.wherry.lifecycle;

/** The hand-over cannot go on. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final String abortStatus;

  Refusal(String text) {
    this(text, "");
  }

  /**
   * @param abortStatus what the migration's state shows of an abort; may be empty
   */
  Refusal(String text, String abortStatus) {
    super(text);
    this.abortStatus = abortStatus;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  String abortStatus() {
    return abortStatus;
  }
}
