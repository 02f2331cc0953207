package io.wherry.qemu;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/**
 * The programs and files of QEMU on this machine.
 *
 * @param qemu {@code qemu-system-x86_64}
 * @param version as QEMU reports it, for example 7.2
 * @param firmware folder with OVMF's images
 * @param machines what short machine types stand for, for example {@code q35} for {@code
 *     pc-q35-7.2}; every type is listed, also under its own name
 */
public record Toolbox(
    String qemu,
    Version version,
    Path firmware,
    Accelerator accelerator,
    Map<String, String> machines) {

  public Toolbox {
    machines = Map.copyOf(machines);
  }

  /** With the machine types that upstream's QEMU of this version has first. */
  public Toolbox(String qemu, Version version, Path firmware, Accelerator accelerator) {
    this(
        qemu,
        version,
        firmware,
        accelerator,
        Map.of("q35", "pc-q35-" + version, "pc", "pc-i440fx-" + version));
  }

  /** QEMU's version. */
  public record Version(int major, int minor) {
    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /** The versioned machine type: a machine keeps it on a QEMU that means another one by "q35". */
  String pinned(String type) {
    return machines.getOrDefault(type, type);
  }

  boolean knowsMachine(String type) {
    Collection<String> full = machines.values();
    return machines.containsKey(type) || full.contains(type);
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
