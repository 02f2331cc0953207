package io.wherry.qemu;

/**
 * What executes guest instructions.
 *
 * @param name {@code kvm} or {@code tcg}
 * @param reason why this one, for {@code wherry doctor}
 */
public record Accelerator(String name, String reason) {
  /**
   * Measured: 64 MiB of code cache boots fastest and keeps a small guest at 260 MiB.
   *
   * @source data-plane.md section 4.1
   */
  private static final int TCG_CACHE_MIB = 64;

  public boolean isKvm() {
    return name.equals("kvm");
  }

  String argument() {
    return isKvm() ? "kvm" : "tcg,thread=multi,tb-size=" + TCG_CACHE_MIB;
  }
}
