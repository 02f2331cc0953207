package io.wherry.blocks.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** How busy this process keeps the machine's processors. */
final class ProcessorTime {
  private static final Path STAT = Path.of("/proc/self/stat");
  private static final int UTIME = 11;
  private static final long TICKS_PER_SECOND = 100;

  private final LongSupplier nanos;
  private final int processors = Runtime.getRuntime().availableProcessors();
  private long lastNanos;
  private long lastTicks;

  ProcessorTime(LongSupplier nanos) {
    this.nanos = nanos;
    this.lastNanos = nanos.getAsLong();
    this.lastTicks = ticks();
  }

  /** Part of all processors' time since the last call that this process used, 0 to 1. */
  double loadSinceLast() {
    long now = nanos.getAsLong();
    long ticks = ticks();
    double seconds = Math.max(1, now - lastNanos) / 1e9;
    double load = (double) (ticks - lastTicks) / TICKS_PER_SECOND / seconds / processors;
    lastNanos = now;
    lastTicks = ticks;
    return load;
  }

  /** 0 where there is no such file. */
  private static long ticks() {
    try {
      String stat = Files.readString(STAT);
      // The command's name, in parentheses, may hold anything; numbers follow it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
    } catch (IOException | RuntimeException _) {
      return 0;
    }
  }
}
