package io.wherry.qemu.move;

import java.util.Arrays;

/**
 * Where one side of a move stands.
 *
 * @source live-migration.md section 8.2
 */
public enum MoveStatus {
  NONE("none"),
  SETUP("setup"),
  ACTIVE("active"),
  /** The source has stopped the guest and waits for permission to send the last part. */
  PRE_SWITCHOVER("pre-switchover"),
  DEVICE("device"),
  WAIT_UNPLUG("wait-unplug"),
  POSTCOPY_ACTIVE("postcopy-active"),
  /** The link broke while half of the memory was here and half there. */
  POSTCOPY_PAUSED("postcopy-paused"),
  POSTCOPY_RECOVER("postcopy-recover"),
  COMPLETED("completed"),
  FAILED("failed"),
  CANCELLING("cancelling"),
  CANCELLED("cancelled"),
  /** A state of a later QEMU that nobody here knows; treated as still under way. */
  UNKNOWN("");

  private final String wire;

  MoveStatus(String wire) {
    this.wire = wire;
  }

  /** QEMU's word; empty for UNKNOWN. */
  public String wire() {
    return wire;
  }

  public static MoveStatus of(String wire) {
    return Arrays.stream(values())
        .filter(s -> s.wire.equals(wire) && s != UNKNOWN)
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** True when nothing more will come of it by itself. */
  public boolean hasEnded() {
    return switch (this) {
      case COMPLETED, FAILED, CANCELLED -> true;
      default -> false;
    };
  }

  /** True once both sides hold a part of the guest's memory. */
  public boolean isPostCopy() {
    return switch (this) {
      case POSTCOPY_ACTIVE, POSTCOPY_PAUSED, POSTCOPY_RECOVER -> true;
      default -> false;
    };
  }
}
