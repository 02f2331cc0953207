package io.wherry.worker;

import io.wherry.blocks.copy.CopyListener;
import io.wherry.blocks.copy.CopyProgress;
import io.wherry.resources.WorkerProgress;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Consumer;

/** Writes the progress of one disk: a line a second and one at the end of each phase. */
final class ProgressLog implements CopyListener {
  private static final long LINE_MILLIS = 1000;

  private final String disk;
  private final Consumer<String> log;
  private final Clock clock;
  private final CopyStatus status;
  private long last;

  ProgressLog(String disk, Consumer<String> log, Clock clock, CopyStatus status) {
    this.status = status;
    this.disk = disk;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void progress(CopyProgress now) {
    status.progress(disk, now);
    long millis = clock.millis();
    if (now.done() >= now.total() || millis - last >= LINE_MILLIS) {
      last = millis;
      log.accept(line(now));
    }
  }

  private String line(CopyProgress now) {
    String phase = now.phase().name().toLowerCase(Locale.ROOT);
    long left = now.left().p50().orElse(-1);
    return new WorkerProgress(disk, phase, now.done(), now.total(), now.rateNow(), left).line();
  }

  @Override
  public void note(String message) {
    log.accept(disk + ": " + message);
  }
}
