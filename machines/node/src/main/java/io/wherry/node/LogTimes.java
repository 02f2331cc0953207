package io.wherry.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a log grew: beside the log, one line {@code LENGTH MILLIS} each time it was seen longer. The
 * program writes its log itself, so a line's time is when the node saw it: at most {@value
 * #LOOK_MILLIS} ms late while the server runs; what was written without a server gets the time at
 * which the server was back.
 */
public final class LogTimes {
  private static final Logger LOG = LoggerFactory.getLogger(LogTimes.class);
  private static final int LOOK_MILLIS = 200;

  private record Entry(long length, Instant time) {}

  private final Path index;

  private LogTimes(Path index) {
    this.index = index;
  }

  /** The times of a log; empty when none were recorded. */
  public static Optional<LogTimes> of(Path log) {
    Path index = indexOf(log);
    return Files.exists(index) ? Optional.of(new LogTimes(index)) : Optional.empty();
  }

  private static Path indexOf(Path log) {
    return log.resolveSibling(log.getFileName() + ".times");
  }

  /** For one pass over the log. */
  public Reader reader() {
    return new Reader(index);
  }

  /** The index, read on as it grows. Not thread-safe. */
  public static final class Reader {
    private final Path index;
    private List<Entry> entries;

    private Reader(Path index) {
      this.index = index;
      this.entries = read(index);
    }

    /** When a log of at least this length was first seen. */
    public Optional<Instant> at(long length) {
      Optional<Instant> known = find(length);
      if (known.isEmpty()) {
        entries = read(index);
        known = find(length);
      }
      return known;
    }

    private Optional<Instant> find(long length) {
      int low = 0;
      int high = entries.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (entries.get(middle).length() < length) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low < entries.size() ? Optional.of(entries.get(low).time()) : Optional.empty();
    }

    /** Length of what was there before the moment. */
    public long lengthBefore(Instant moment) {
      long length = 0;
      for (Entry entry : entries) {
        if (entry.time().isBefore(moment)) {
          length = entry.length();
        }
      }
      return length;
    }
  }

  private static List<Entry> read(Path index) {
    List<Entry> entries = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(index)) {
        String[] words = line.split(" ");
        // A power cut may leave half a line at the end.
        if (words.length == 2 && words[0].matches("[0-9]{1,18}") && words[1].matches("[0-9]{13}")) {
          Instant time = Instant.ofEpochMilli(Long.parseLong(words[1]));
          entries.add(new Entry(Long.parseLong(words[0]), time));
        }
      }
    } catch (NoSuchFileException _) {
      // removed with its pod
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  /** Notes the growth of a log until the process has ended; on a thread of its own. */
  static void follow(Path log, ProcessHandle process, Clock clock) {
    prepare(indexOf(log));
    Thread _ =
        Thread.ofVirtual()
            .name("log-times")
            .start(() -> {
              try {
                record(log, process, clock);
              } catch (IOException e) {
                LOG.debug("times of {} are no longer recorded", log, e);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void record(Path log, ProcessHandle process, Clock clock)
      throws IOException, InterruptedException {
    long seen = read(indexOf(log)).stream().mapToLong(Entry::length).max().orElse(0);
    boolean alive = true;
    while (alive) {
      alive = !endsWithin(process);
      seen = note(log, seen, clock);
    }
  }

  /** Only here is the index made: the thread must not put it back into a folder that is removed. */
  private static void prepare(Path index) {
    try {
      Path _ = Files.writeString(index, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.debug("{} cannot be written", index, e);
    }
  }

  /** Notes what a process wrote before anybody could look, now that it has ended. */
  static void seal(Path log, Clock clock) {
    prepare(indexOf(log));
    try {
      note(log, read(indexOf(log)).stream().mapToLong(Entry::length).max().orElse(0), clock);
    } catch (IOException e) {
      LOG.debug("times of {} are not complete", log, e);
    }
  }

  /** The length that is noted now. */
  private static long note(Path log, long seen, Clock clock) throws IOException {
    long length = Files.exists(log) ? Files.size(log) : 0;
    if (length <= seen) {
      return seen;
    }
    String line = length + " " + clock.millis() + "\n";
    Path _ = Files.writeString(indexOf(log), line, StandardOpenOption.APPEND);
    return length;
  }

  private static boolean endsWithin(ProcessHandle process) throws InterruptedException {
    try {
      ProcessHandle _ = process.onExit().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException _) {
      return true;
    }
  }
}
