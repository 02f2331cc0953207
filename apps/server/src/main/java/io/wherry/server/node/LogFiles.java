package io.wherry.server.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.PodLogSource;
import io.wherry.node.LogTimes;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Pod logs from the files that workers and serial consoles are written to. */
final class LogFiles implements PodLogSource {
  private static final int BLOCK = 64 << 10;
  private static final long FOLLOW_MILLIS = 100;

  /**
   * A log on disk.
   *
   * @param open true while more may be written
   */
  record LogFile(Path path, BooleanSupplier open) {}

  /** Finds a pod's log; empty while there is none. */
  interface Finder {
    Optional<LogFile> find(Resource pod);
  }

  private final Finder finder;

  LogFiles(Finder finder) {
    this.finder = finder;
  }

  @Override
  public void copy(ObjectNode pod, Query query, OutputStream out) throws IOException {
    Resource resource = new Resource(pod);
    LogFile log =
        finder
            .find(resource)
            .orElseThrow(() ->
                ApiFailure.badRequest(
                    "container in pod \"%s\" is waiting to start: %s"
                        .formatted(
                            resource.name(),
                            resource.text("status", "message").orElse("ContainerCreating"))));
    boolean timed = query.timestamps() == Timestamps.YES || query.since().isPresent();
    Optional<LogTimes.Reader> times = LogTimes.of(log.path()).map(LogTimes::reader);
    if (timed && times.isEmpty()) {
      throw ApiFailure.badRequest(
          "no times are recorded for the log of pod \"%s\"; leave out --timestamps and --since"
              .formatted(resource.name()));
    }
    try (RandomAccessFile file = new RandomAccessFile(log.path().toFile(), "r")) {
      long start = query.tailLines().isPresent() ? tail(file, query.tailLines().getAsLong()) : 0;
      if (query.since().isPresent()) {
        long before = times.orElseThrow().lengthBefore(query.since().get());
        start = Math.max(start, lineStart(file, Math.min(before, file.length())));
      }
      BoundedStream bounded = new BoundedStream(out, query.limitBytes().orElse(Long.MAX_VALUE));
      if (query.timestamps() == Timestamps.YES) {
        StampingStream stamped =
            new StampingStream(bounded, times.orElseThrow(), Clock.systemUTC(), start);
        stream(file, start, log, new Sink(stamped, bounded, query.follow()));
        stamped.finish();
      } else {
        stream(file, start, log, new Sink(bounded, bounded, query.follow()));
      }
    }
  }

  private record Sink(OutputStream out, BoundedStream bounded, Follow follow) {}

  /** Where the line begins that the offset stands in. */
  private static long lineStart(RandomAccessFile file, long offset) throws IOException {
    long position = offset;
    byte[] block = new byte[BLOCK];
    while (position > 0) {
      int n = (int) Math.min(block.length, position);
      file.seek(position - n);
      file.readFully(block, 0, n);
      for (int i = n - 1; i >= 0; i--) {
        if (block[i] == '\n') {
          return position - n + i + 1;
        }
      }
      position -= n;
    }
    return 0;
  }

  private static void stream(RandomAccessFile file, long start, LogFile log, Sink sink)
      throws IOException {
    file.seek(start);
    InputStream in = Channels.newInputStream(file.getChannel());
    CountDownLatch never = new CountDownLatch(1);
    byte[] block = new byte[BLOCK];
    boolean more = true;
    while (!sink.bounded().isFull() && more) {
      // Asked before reading: what is written between the two is read in one more turn.
      boolean open = sink.follow() == Follow.YES && log.open().getAsBoolean();
      int n = in.read(block, 0, block.length);
      if (n > 0) {
        sink.out().write(block, 0, n);
      } else {
        sink.out().flush();
        more = open && pause(never);
      }
    }
    sink.out().flush();
  }

  private static boolean pause(CountDownLatch never) {
    try {
      return !never.await(FOLLOW_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Offset at which the last {@code lines} lines start. */
  private static long tail(RandomAccessFile file, long lines) throws IOException {
    long position = file.length();
    long found = 0;
    byte[] block = new byte[BLOCK];
    long end = position;
    while (position > 0) {
      int n = (int) Math.min(block.length, position);
      position -= n;
      file.seek(position);
      file.readFully(block, 0, n);
      for (int i = n - 1; i >= 0; i--) {
        boolean lineEnd = block[i] == '\n' && position + i + 1 < end;
        if (lineEnd && ++found == lines) {
          return position + i + 1;
        }
      }
    }
    return lines == 0 ? end : 0;
  }
}
