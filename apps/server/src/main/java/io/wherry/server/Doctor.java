package io.wherry.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at the machine as Wherry needs it. */
public final class Doctor {
  private static final long GIB = 1L << 30;
  private static final long LITTLE_SPACE_BYTES = 5 * GIB;
  private static final long LITTLE_MEMORY_BYTES = 4 * GIB;

  private Doctor() {}

  /** How good a finding is. */
  public enum Grade {
    OK,
    WARN,
    MISSING
  }

  /**
   * @param subject what was looked at, one or two words
   * @param text what was found and, unless it is fine, what to do
   */
  public record Finding(Grade grade, String subject, String text) {}

  /**
   * Examines the machine; boots a tiny guest to see which accelerator works. Blocks for seconds.
   *
   * @param data the server's data directory, which need not exist
   * @param packages the list of programs and the packages they come from
   */
  public static List<Finding> examine(Path data, Path packages) {
    List<Finding> findings = new ArrayList<>();
    findings.add(jdk());
    findings.add(memory());
    findings.add(space(data));
    findings.addAll(Programs.examine(packages));
    findings.addAll(Accelerator.examine(data));
    return findings;
  }

  private static Finding jdk() {
    int feature = Runtime.version().feature();
    return new Finding(
        feature >= 25 ? Grade.OK : Grade.MISSING,
        "JDK",
        Runtime.version() + " at " + System.getProperty("java.home"));
  }

  private static Finding memory() {
    long total = totalMemory();
    boolean little = total < LITTLE_MEMORY_BYTES;
    return new Finding(
        little ? Grade.WARN : Grade.OK,
        "memory",
        total / GIB + " GiB" + (little ? "; virt-v2v alone needs 2 GiB" : ""));
  }

  private static long totalMemory() {
    var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean known
        ? known.getTotalMemorySize()
        : 0;
  }

  private static Finding space(Path data) {
    Path existing = data.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      boolean little = free < LITTLE_SPACE_BYTES;
      return new Finding(
          little ? Grade.WARN : Grade.OK,
          "disk space",
          "%d GiB free for %s%s"
              .formatted(free / GIB, data, little ? "; disks are sparse but they grow" : ""));
    } catch (IOException e) {
      return new Finding(Grade.WARN, "disk space", data + " cannot be examined: " + e.getMessage());
    }
  }
}
