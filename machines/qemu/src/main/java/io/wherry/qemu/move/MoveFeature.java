package io.wherry.qemu.move;

/** What a move may do besides copying memory pass by pass. Both sides need the same set. */
public enum MoveFeature {
  /** Slows the guest's processors down when copying does not catch up. */
  AUTO_CONVERGE("auto-converge"),
  /** Allows the guest to run on the target while memory is still at the source. */
  POST_COPY("postcopy-ram"),
  /** Several connections. */
  PARALLEL("multifd");

  private final String capability;

  MoveFeature(String capability) {
    this.capability = capability;
  }

  /** QEMU's name. */
  public String capability() {
    return capability;
  }
}
