package io.wherry.blocks;

import io.wherry.peers.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds what {@code tools/python-peers} installs. */
public final class PythonPeers {
  private PythonPeers() {}

  /** The program's path; without it the test is skipped, as no Debian package brings it. */
  public static Path need(String program) {
    Path path = Peers.root().resolve("target/python-peers/bin").resolve(program);
    Assumptions.assumeTrue(
        Files.isExecutable(path), program + " is not there; tools/python-peers installs it");
    return path;
  }
}
