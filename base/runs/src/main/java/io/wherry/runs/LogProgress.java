package io.wherry.runs;

import io.wherry.itinerary.Progress;
import io.wherry.resources.WorkerProgress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads progress from the end of a worker's log. */
public final class LogProgress {
  private static final int LINES_PER_DISK = 4;
  private static final int AT_LEAST = 20;

  private LogProgress() {}

  /** How much of the log's end shows every disk at least once. */
  public static int lines(int disks) {
    return Math.max(AT_LEAST, disks * LINES_PER_DISK);
  }

  /** The latest state of every disk. A disk that is being verified counts as copied. */
  public static Progress read(List<String> log) {
    Map<String, Progress.Part> parts = new LinkedHashMap<>();
    for (String line : log) {
      Optional<WorkerProgress> found = WorkerProgress.parse(line);
      found.ifPresent(p -> parts.put(p.disk(), part(p)));
    }
    return new Progress(List.copyOf(parts.values()));
  }

  private static Progress.Part part(WorkerProgress p) {
    long done = p.phase().equals("verify") ? p.total() : p.done();
    return new Progress.Part(p.disk(), done, p.total(), p.rate(), p.leftSeconds());
  }
}
