package io.wherry.lifecycle;

import java.util.Set;

/** A machine cannot start, and why. Never leaves this package. */
final class Waiting extends Exception {
  private static final long serialVersionUID = 1L;

  /** Reasons that are printable statuses of a VirtualMachine as well. */
  static final Set<String> PRINTABLE =
      Set.of(
          "ErrorPvcNotFound",
          "DataVolumeError",
          "ErrorUnschedulable",
          "Provisioning",
          "WaitingForVolumeBinding");

  /** Can time help? */
  enum Kind {
    LATER,
    NEVER
  }

  private final Kind kind;
  private final String reason;

  private Waiting(Kind kind, String reason, String message) {
    super(message);
    this.kind = kind;
    this.reason = reason;
  }

  static Waiting later(String reason, String message) {
    return new Waiting(Kind.LATER, reason, message);
  }

  static Waiting never(String reason, String message) {
    return new Waiting(Kind.NEVER, reason, message);
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
