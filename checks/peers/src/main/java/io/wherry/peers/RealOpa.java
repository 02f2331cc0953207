package io.wherry.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The real Open Policy Agent, built once by {@code tools/opa/run}. */
public final class RealOpa {
  private RealOpa() {}

  /** The program. Skips the test, or fails it, when it cannot be built. Blocks for minutes once. */
  public static Path program() {
    return Path.of(run("build"));
  }

  /** The folder of the cases that come with its source. */
  public static Path cases() {
    return Path.of(run("cases"));
  }

  private static String run(String command) {
    Path _ = Peers.need("go");
    String script = Peers.root().resolve("tools/opa/run").toString();
    try {
      Process process =
          new ProcessBuilder(script, command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      byte[] said = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        Peers.missing("tools/opa/run " + command + " failed, see above");
      }
      return new String(said, StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
