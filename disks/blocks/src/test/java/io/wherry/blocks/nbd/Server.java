package io.wherry.blocks.nbd;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A real NBD server of a test, ended with it. */
final class Server implements AutoCloseable {
  private final Process process;
  private final NbdAddress address;

  private Server(Process process, NbdAddress address) {
    this.process = process;
    this.address = address;
  }

  /** nbdkit on a unix socket. */
  static Server nbdkit(Path folder, String... words) throws IOException {
    Path socket = folder.resolve("nbdkit.sock");
    List<String> command = new ArrayList<>(List.of("nbdkit", "-f", "-U", socket.toString()));
    command.addAll(Arrays.asList(words));
    return start(folder, socket, NbdAddress.unix(socket, ""), command);
  }

  /** qemu-nbd on a unix socket. */
  static Server qemu(Path folder, String export, String... words) throws IOException {
    Path socket = folder.resolve("qemu.sock");
    List<String> command =
        new ArrayList<>(
            List.of(
                "qemu-nbd", "--persistent", "--shared=8", "-x", export, "-k", socket.toString()));
    command.addAll(Arrays.asList(words));
    return start(folder, socket, NbdAddress.unix(socket, export), command);
  }

  static Server start(Path folder, Path ready, NbdAddress address, List<String> command)
      throws IOException {
    Path log = folder.resolve("server.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(ready) || !process.isAlive());
    if (!process.isAlive()) {
      throw new IOException(command + ": " + Files.readString(log));
    }
    return new Server(process, address);
  }

  NbdAddress address() {
    return address;
  }

  Process process() {
    return process;
  }

  @Override
  public void close() {
    try {
      int _ = process.destroyForcibly().waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
