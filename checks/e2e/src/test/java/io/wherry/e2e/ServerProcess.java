package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.kube.FabricKubeApi;
import io.wherry.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A standalone server as its user runs it: a process of its own that can be killed. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path data;
  private final List<String> options;
  private Process process;
  private FabricKubeApi api;

  private ServerProcess(Path data, List<String> options) throws IOException {
    this.data = data;
    this.options = options;
    this.process = launch();
    this.api = connect();
  }

  static ServerProcess start(Path data) throws IOException {
    return new ServerProcess(data, List.of());
  }

  /** With further options of {@code wherry up}. */
  static ServerProcess start(Path data, String... options) throws IOException {
    return new ServerProcess(data, List.of(options));
  }

  FabricKubeApi api() {
    return api;
  }

  Path data() {
    return data;
  }

  Path kubeconfig() {
    return data.resolve("kubeconfig");
  }

  /** As the kernel's out-of-memory killer would. Workers and machines stay. */
  void kill() throws IOException, InterruptedException {
    api.close();
    process.destroyForcibly();
    assertThat(process.waitFor()).isNotZero();
    Files.deleteIfExists(kubeconfig());
  }

  void startAgain() throws IOException {
    process = launch();
    api = connect();
  }

  /** The product's command line with these arguments, in a JVM of its own. */
  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.add("-Dwherry.root=" + Peers.root());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.wherry.cli.Wherry");
    command.addAll(List.of(arguments));
    return command;
  }

  private Process launch() throws IOException {
    List<String> command = command("up", "--data", data.toString(), "--port", "0");
    command.addAll(options);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(
                data.resolveSibling(data.getFileName() + ".out").toFile()))
        .start();
  }

  private FabricKubeApi connect() throws IOException {
    Awaitility.await().atMost(START).until(() -> !process.isAlive() || Files.exists(kubeconfig()));
    assertThat(process.isAlive()).as("the server runs; it said: %s", output()).isTrue();
    return FabricKubeApi.ofKubeconfig(Files.readString(kubeconfig()));
  }

  private String output() throws IOException {
    return Files.readString(data.resolveSibling(data.getFileName() + ".out"));
  }

  /** Ends the server, and then everything that it left running. */
  @Override
  public void close() throws IOException {
    api.close();
    process.destroy();
    process.onExit().join();
    endMachines(data);
  }

  /** Ends what a server that has ended left running on its data directory. */
  static void endMachines(Path data) throws IOException {
    try (Stream<Path> pids = Files.find(data, 5, (p, _) -> p.endsWith("pid"))) {
      for (Path pid : pids.toList()) {
        end(data, Long.parseLong(Files.readString(pid).trim()));
      }
    }
  }

  /** Only a process that has our data directory in its command line is ours. */
  private static void end(Path data, long pid) {
    ProcessHandle.of(pid)
        .filter(p -> p.info().commandLine().filter(c -> c.contains(data.toString())).isPresent())
        .ifPresent(p -> {
          p.descendants().forEach(ProcessHandle::destroyForcibly);
          p.destroyForcibly();
        });
  }
}
