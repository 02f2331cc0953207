package io.wherry.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;

/** Finds what {@code tools/python-peers} installs. */
public final class PythonPeers {
  private PythonPeers() {}

  /** The program's path; without it the test is skipped, as no Debian package brings it. */
  public static Path need(String program) {
    Path path = folder().resolve("bin").resolve(program);
    Assumptions.assumeTrue(
        Files.isExecutable(path), program + " is not there; tools/python-peers installs it");
    return path;
  }

  /** Known by the list of packages, as the script names it. */
  private static Path folder() {
    String cache =
        System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
    try {
      byte[] list = Files.readAllBytes(Peers.root().resolve("tools/python-peers.txt"));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(list);
      String mark = HexFormat.of().formatHex(digest).substring(0, 12);
      return Path.of(cache, "wherry", "python-peers-" + mark);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
