import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One of the two servers: a command that serves from a folder, says "ready" and ends with its input. */
final class Peer {
  final String name;
  private final Path folder;
  private final List<String> command;
  private Process process;
  Client client;

  Peer(String name, Path folder, List<String> command) {
    this.name = name;
    this.folder = folder;
    this.command = command;
  }

  /** Seconds from the command to "ready". */
  double start() throws Exception {
    Files.createDirectories(folder);
    long before = System.nanoTime();
    process =
        new ProcessBuilder(command)
            .redirectError(new File(folder + ".log"))
            .start();
    BufferedReader said = process.inputReader();
    for (String line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
      if (line == null) {
        throw new IOException(name + " does not start, see " + folder + ".log");
      }
    }
    double seconds = (System.nanoTime() - before) / 1e9;
    client = new Client(Files.readString(folder.resolve("kubeconfig")));
    return seconds;
  }

  void stop() throws Exception {
    process.getOutputStream().close();
    process.waitFor();
  }

  /** Resident memory of all its processes but shells, MiB. */
  double resident() throws IOException {
    try (Stream<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())) {
      double sum = 0;
      for (ProcessHandle each : all.toList()) {
        List<String> status = Files.readAllLines(Path.of("/proc/" + each.pid() + "/status"));
        boolean shell = status.getFirst().endsWith("bash");
        for (String line : status) {
          if (!shell && line.startsWith("VmRSS:")) {
            sum += Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
          }
        }
      }
      return sum;
    }
  }

  /** Bytes of its database on disk, MB: what the blocks take, not what the files say. */
  double disk() throws Exception {
    Path data = Files.isDirectory(folder.resolve("etcd")) ? folder.resolve("etcd") : folder;
    Process du = new ProcessBuilder("du", "-s", "--block-size=1000", data.toString()).start();
    String text = new String(du.getInputStream().readAllBytes());
    return Double.parseDouble(text.split("\\s")[0]) / 1000;
  }
}
