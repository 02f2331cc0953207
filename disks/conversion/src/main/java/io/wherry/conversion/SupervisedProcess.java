package io.wherry.conversion;

import io.wherry.problems.Cancelled;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a program with everything it starts in one process group that never outlives us: on cancel,
 * on timeout and also when this JVM is killed with -9, the whole group is.
 *
 * <p>A shell leads the group and watches its standard input, a pipe whose other end only this JVM
 * holds: its end of file means that nobody waits for the program any more. (A parent-death signal
 * would be tied to the thread that started the process, and carrier threads come and go.)
 */
final class SupervisedProcess {
  private static final String LEADER =
      "exec 3<&0 </dev/null; \"$@\" 3<&- & child=$!; (read -r _ <&3; kill -KILL -$$) >/dev/null 2>&1 & watch=$!;"
          + " wait $child; code=$?; kill $watch 2>/dev/null; exit $code";

  /** Enough for every useful message; a hostile guest can't fill the disk through our log. */
  private static final long LOG_LIMIT = 32L << 20;

  private static final int LINE_LIMIT = 8192;

  private final List<String> command;
  private final Path log;
  private final Map<String, String> environment;
  private final Duration timeout;

  SupervisedProcess(
      List<String> command, Path log, Map<String, String> environment, Duration timeout) {
    this.command = List.copyOf(command);
    this.log = log;
    this.environment = Map.copyOf(environment);
    this.timeout = timeout;
  }

  /**
   * Runs it to its end and returns its exit code. Blocks; interruption kills it.
   *
   * @param lines gets each output line, cut at 8 KiB
   * @throws Cancelled the thread was interrupted
   * @throws PeerUnavailable it did not end in time and was killed
   */
  int run(Consumer<String> lines) {
    List<String> all = new ArrayList<>(List.of("setsid", "sh", "-c", LEADER, "sh"));
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new PeerUnavailable("Could not start " + command.getFirst() + ": " + e.getMessage(), e);
    }
    Thread reader =
        Thread.ofVirtual()
            .name("output of " + command.getFirst())
            .start(() -> read(process, lines));
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new PeerUnavailable(
            "%s did not end within %d s and was killed. Its log is %s."
                .formatted(command.getFirst(), timeout.toSeconds(), log));
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled(
          "The conversion was cancelled; " + command.getFirst() + " was killed.", e);
    } finally {
      end(process);
    }
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Process process, Consumer<String> lines) {
    try (InputStream in = process.getInputStream();
        OutputStream out =
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long room = LOG_LIMIT - Files.size(log);
      LineCutter cutter = new LineCutter(lines);
      byte[] buffer = new byte[LINE_LIMIT];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        int fits = (int) Math.min(n, Math.max(0, room));
        out.write(buffer, 0, fits);
        room -= fits;
        cutter.add(buffer, n);
      }
      cutter.flush();
    } catch (IOException e) {
      // The process was killed and its pipe closed, or the log can't be written: either shows
      // elsewhere.
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Splits output into lines without trusting it to have any. */
  private static final class LineCutter {
    private final Consumer<String> lines;
    private final byte[] line = new byte[LINE_LIMIT];
    private int length;

    LineCutter(Consumer<String> lines) {
      this.lines = lines;
    }

    void add(byte[] bytes, int count) {
      for (int i = 0; i < count; i++) {
        if (bytes[i] == '\n') {
          flush();
        } else if (length < LINE_LIMIT) {
          line[length++] = bytes[i];
        }
      }
    }

    void flush() {
      if (length > 0) {
        lines.accept(new String(line, 0, length, StandardCharsets.UTF_8));
        length = 0;
      }
    }
  }
}
