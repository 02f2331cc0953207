package io.wherry.worker;

import io.wherry.blocks.copy.CopyProgress;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What others see of the copies of a worker, and what they may change, as its environment says. */
final class CopyStatus implements AutoCloseable {
  /** A file that gets a JSON line for each report of progress. */
  static final String PROGRESS = "WHERRY_PROGRESS";

  /** As upstream's importer names it. */
  private static final String OWNER = "OWNER_UID";

  private final RunningCopies copies;
  private final Optional<Path> lines;
  private final Optional<LimitsFile> limits;
  private final Optional<StatusServer> server;

  private CopyStatus(
      RunningCopies copies,
      Optional<Path> lines,
      Optional<LimitsFile> limits,
      Optional<StatusServer> server) {
    this.copies = copies;
    this.lines = lines;
    this.limits = limits;
    this.server = server;
    limits.ifPresent(LimitsFile::look);
  }

  static CopyStatus of(Map<String, String> environment, Consumer<String> log) {
    RunningCopies copies = new RunningCopies(environment.getOrDefault(OWNER, ""));
    Optional<StatusServer> server =
        Optional.ofNullable(environment.get(StatusServer.ENVIRONMENT_VARIABLE))
            .map(where -> StatusServer.start(where, copies));
    server.ifPresent(s -> log.accept("status on port " + s.port()));
    return new CopyStatus(
        copies,
        Optional.ofNullable(environment.get(PROGRESS)).map(Path::of),
        Optional.ofNullable(environment.get(LimitsFile.ENVIRONMENT_VARIABLE))
            .map(file -> new LimitsFile(Path.of(file), copies, log)),
        server);
  }

  RunningCopies copies() {
    return copies;
  }

  /** Told a few times a second, by one thread. */
  void progress(String disk, CopyProgress now) {
    copies.put(disk, now);
    limits.ifPresent(LimitsFile::look);
    if (lines.isPresent()) {
      try {
        Path _ =
            Files.writeString(
                lines.get(),
                RunningCopies.json(disk, now) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new PeerRefused(lines.get() + " cannot be written: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    server.ifPresent(StatusServer::close);
  }
}
