package io.wherry.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** What this machine is and has. */
final class Hosts {
  private static final long OWN_MEMORY_BYTES = 1536L << 20;

  private Hosts() {}

  /** The machine's name as a Kubernetes name. */
  static String name() {
    try {
      String host = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      String clean = host.replaceAll("[^a-z0-9.-]", "-").replaceAll("^[.-]+|[.-]+$", "");
      return clean.isEmpty() ? "localhost" : clean;
    } catch (UnknownHostException _) {
      return "localhost";
    }
  }

  /** Memory in bytes that guests may use: all but what Wherry, workers and the system need. */
  static long guestMemoryBytes() {
    return Math.max(OWN_MEMORY_BYTES / 2, totalMemoryBytes() - OWN_MEMORY_BYTES);
  }

  static long totalMemoryBytes() {
    var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean known
        ? known.getTotalMemorySize()
        : 4L << 30;
  }
}
