package io.wherry.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.PodLogSource;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Path;
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
    if (query.timestamps() == Timestamps.YES || query.since().isPresent()) {
      throw ApiFailure.badRequest(
          "logs of a standalone node have no recorded times; leave out --timestamps and --since");
    }
    LogFile log =
        finder
            .find(resource)
            .orElseThrow(() ->
                ApiFailure.badRequest(
                    "container in pod \"%s\" is waiting to start: %s"
                        .formatted(
                            resource.name(),
                            resource.text("status", "message").orElse("ContainerCreating"))));
    try (RandomAccessFile file = new RandomAccessFile(log.path().toFile(), "r")) {
      long start = query.tailLines().isPresent() ? tail(file, query.tailLines().getAsLong()) : 0;
      stream(file, start, log, query, out);
    }
  }

  private static void stream(
      RandomAccessFile file, long start, LogFile log, Query query, OutputStream out)
      throws IOException {
    file.seek(start);
    long left = query.limitBytes().orElse(Long.MAX_VALUE);
    InputStream in = Channels.newInputStream(file.getChannel());
    CountDownLatch never = new CountDownLatch(1);
    byte[] block = new byte[BLOCK];
    boolean more = true;
    while (left > 0 && more) {
      // Asked before reading: what is written between the two is read in one more turn.
      boolean open = query.follow() == Follow.YES && log.open().getAsBoolean();
      int n = in.read(block, 0, (int) Math.min(block.length, left));
      if (n > 0) {
        out.write(block, 0, n);
        left -= n;
      } else {
        out.flush();
        more = open && pause(never);
      }
    }
    out.flush();
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
