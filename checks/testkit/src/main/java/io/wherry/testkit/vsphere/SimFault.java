package io.wherry.testkit.vsphere;

/** A method fails as vSphere says it. */
final class SimFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final String detail;

  SimFault(String type, String message) {
    this(type, message, "");
  }

  SimFault(String type, String message, String detail) {
    super(message);
    this.type = type;
    this.detail = detail;
  }

  byte[] soap() {
    return Markup.fault(type, String.valueOf(getMessage()), detail);
  }
}
