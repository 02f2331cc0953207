package io.wherry.qemu;

import java.nio.file.Path;

/**
 * The programs and files of QEMU on this machine.
 *
 * @param qemu {@code qemu-system-x86_64}
 * @param version as QEMU reports it, for example 7.2
 * @param firmware folder with OVMF's images
 */
public record Toolbox(String qemu, Version version, Path firmware, Accelerator accelerator) {
  /** QEMU's version. */
  public record Version(int major, int minor) {
    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /** Debian's folder of OVMF. */
  public static final Path OVMF = Path.of("/usr/share/OVMF");

  /**
   * Memory to give to QEMU. Before 9.0, live migration under TCG loses writes of a guest whose
   * memory is a multiple of 256 KiB, so 8 KiB are added then.
   *
   * @source data-plane.md section 4.2
   */
  long memoryKib(long bytes) {
    long kib = (bytes + 1023) / 1024;
    boolean faulty = !accelerator.isKvm() && version.major() < 9;
    return faulty && kib % 256 == 0 ? kib + 8 : kib;
  }
}
