package io.wherry.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory the machine can still give. */
@FunctionalInterface
interface HostMemory {
  long availableBytes();

  /** Of this Linux machine; unlimited where it can't be told. */
  static HostMemory ofThisMachine() {
    return () -> {
      try {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
            .filter(l -> l.startsWith("MemAvailable:"))
            .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")) << 10)
            .findFirst()
            .orElse(Long.MAX_VALUE);
      } catch (IOException e) {
        return Long.MAX_VALUE;
      }
    };
  }
}
