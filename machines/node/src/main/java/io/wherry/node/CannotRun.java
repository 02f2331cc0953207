package io.wherry.node;

/** A pod cannot be started, and why. Never leaves this package. */
final class CannotRun extends Exception {
  private static final long serialVersionUID = 1L;

  /** Is it worth looking again? */
  enum Kind {
    /** Something it needs may still come. */
    NOT_YET,
    /** It cannot run on this node at all. */
    NEVER
  }

  private final Kind kind;
  private final String reason;

  CannotRun(Kind kind, String reason, String message) {
    super(message);
    this.kind = kind;
    this.reason = reason;
  }

  static CannotRun notYet(String message) {
    return new CannotRun(Kind.NOT_YET, "ContainerCreating", message);
  }

  /** Reason of the event that tells of it. */
  String event() {
    return kind == Kind.NEVER ? "Failed" : "FailedMount";
  }

  static CannotRun never(String reason, String message) {
    return new CannotRun(Kind.NEVER, reason, message);
  }

  Kind kind() {
    return kind;
  }

  String reason() {
    return reason;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
