package io.wherry.conversion;

/** How a guest disk is stored in its file. */
public enum DiskFormat {
  RAW("raw"),
  QCOW2("qcow2");

  private final String wire;

  DiskFormat(String wire) {
    this.wire = wire;
  }

  /** QEMU's name of the format. */
  public String wire() {
    return wire;
  }

  /**
   * The format by QEMU's name.
   *
   * @throws io.wherry.problems.InvalidRequest another format
   */
  public static DiskFormat parse(String wire) {
    for (DiskFormat f : values()) {
      if (f.wire.equals(wire)) {
        return f;
      }
    }
    throw new io.wherry.problems.InvalidRequest(
        "A disk of format '" + wire + "' can't be converted. Use raw or qcow2.");
  }
}
