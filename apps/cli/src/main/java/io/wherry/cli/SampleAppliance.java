package io.wherry.cli;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The sample appliance, made once from Debian packages. */
final class SampleAppliance {
  private SampleAppliance() {}

  /** Its OVA; makes it when it is missing, which takes about half a minute. Blocks. */
  static Path make(PrintWriter out) throws IOException, InterruptedException {
    Path folder = Launch.root().resolve(".wherry/appliances");
    Path script = Launch.root().resolve("examples/appliance/make-appliance.sh");
    if (find(folder) == null) {
      out.println("Making the sample appliance from Debian packages (once, about half a minute)");
      out.flush();
    }
    Path log = Files.createDirectories(folder).resolve("make.log");
    Process process =
        new ProcessBuilder("bash", script.toString(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int code = process.waitFor();
    Path ova = find(folder);
    if (code != 0 || ova == null) {
      throw new InvalidRequest(
          "The sample appliance could not be made (exit code " + code + "):\n" + tail(log));
    }
    return ova;
  }

  private static @org.jspecify.annotations.Nullable Path find(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return null;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".ova")).sorted().findFirst().orElse(null);
    }
  }

  private static String tail(Path log) throws IOException {
    var lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }
}
