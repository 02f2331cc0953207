package io.wherry.cluster;

import io.wherry.peers.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of other people to their end. */
final class Programs {
  private static final int SECONDS = 180;

  /** How a program ended, and all it said. */
  record Ended(int code, String text) {}

  private Programs() {}

  /** A program of tools/go-peers; the first call on a machine builds it, which takes a minute. */
  static Path goPeer(String name) {
    Peers.need("go");
    Path script = Peers.root().resolve("tools/go-peers/run");
    Ended built = run(Path.of("."), Map.of(), List.of(script.toString(), "build", name));
    if (built.code() != 0) {
      throw new IllegalStateException(built.text());
    }
    return Path.of(built.text().strip());
  }

  /** Runs it in the folder, with the variables added to ours; output and errors in one text. */
  static Ended run(Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path output = Files.createTempFile("wherry-output", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " did not end within " + SECONDS + " s");
      }
      String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
      Files.delete(output);
      return new Ended(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + command.getFirst(), e);
    }
  }
}
