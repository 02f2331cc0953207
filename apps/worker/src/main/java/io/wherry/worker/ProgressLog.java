package io.wherry.worker;

import io.wherry.blocks.copy.CopyListener;
import io.wherry.resources.WorkerProgress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Writes the progress of one disk: a line a second and one at the end of each phase. */
final class ProgressLog implements CopyListener {
  private static final long LINE_MILLIS = 1000;
  private static final int WINDOW = 5;

  private record Sample(long millis, long done) {}

  private final String disk;
  private final Consumer<String> log;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Sample> window = new ArrayDeque<>();
  private Phase phase = Phase.COPY;
  private long highest;

  ProgressLog(String disk, Consumer<String> log, Clock clock) {
    this.disk = disk;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void progress(Phase now, long done, long total) {
    lock.lock();
    try {
      long millis = clock.millis();
      if (now != phase) {
        phase = now;
        window.clear();
        highest = 0;
      }
      highest = Math.max(highest, done);
      boolean last = done >= total;
      if (last || window.isEmpty() || millis - window.getLast().millis() >= LINE_MILLIS) {
        window.addLast(new Sample(millis, highest));
        if (window.size() > WINDOW) {
          window.removeFirst();
        }
        log.accept(line(total));
      }
    } finally {
      lock.unlock();
    }
  }

  private String line(long total) {
    Sample first = window.getFirst();
    Sample last = window.getLast();
    long millis = last.millis() - first.millis();
    long rate = millis > 0 ? (last.done() - first.done()) * 1000 / millis : 0;
    long left = highest >= total ? 0 : rate > 0 ? (total - highest) / rate : -1;
    String name = phase.name().toLowerCase(Locale.ROOT);
    return new WorkerProgress(disk, name, highest, total, rate, left).line();
  }

  @Override
  public void note(String message) {
    log.accept(disk + ": " + message);
  }
}
