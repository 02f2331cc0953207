package io.wherry.peers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Finds the programs and files that peer tests need. */
public final class Peers {
  private Peers() {}

  /**
   * The program's path. When it is missing the test is skipped with a message, or fails when the
   * system property {@code peers} is {@code required} (as in CI).
   */
  public static Path need(String program) {
    Optional<Path> found = find(program);
    if (found.isEmpty()) {
      missing(program + " is not installed; this test talks to the real one");
    }
    return found.orElseThrow();
  }

  /** The program's path, if it is installed. */
  public static Optional<Path> find(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(d -> !d.isEmpty())
        .map(d -> Path.of(d, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Skips the test with the reason, or fails it when peers are required. */
  public static void missing(String reason) {
    if ("required".equals(System.getProperty("peers"))) {
      Assertions.fail(reason + " (peers are required here)");
    }
    Assumptions.abort(reason);
  }

  /** The root of the source tree, for fixtures and scripts. */
  public static Path root() {
    return Path.of(System.getProperty("wherry.root", ".")).toAbsolutePath().normalize();
  }
}
