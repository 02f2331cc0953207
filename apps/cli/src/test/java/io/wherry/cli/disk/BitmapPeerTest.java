package io.wherry.cli.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.peers.Peers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Rounds by a dirty bitmap that QEMU keeps in the image and qemu-nbd offers. */
class BitmapPeerTest {
  private static final int SIZE = 32 << 20;
  private static final int CHANGED = 64 << 10;
  @TempDir private Path folder;

  @Test
  void theSecondRoundReadsOnlyWhatTheBitmapNames() throws Exception {
    Peers.need("qemu-nbd");
    byte[] data = new byte[SIZE];
    new Random(1).nextBytes(data);
    Path raw = Files.write(folder.resolve("web.raw"), data);
    String image = folder.resolve("web.qcow2").toString();
    run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), image);
    assertThat(round().path("read").asLong()).isEqualTo(SIZE);

    run("qemu-img", "bitmap", "--add", image, "since");
    run("qemu-io", "-f", "qcow2", "-c", "write -P 7 9M " + CHANGED, image);
    assertThat(round("--bitmap", "since").path("read").asLong())
        .isGreaterThanOrEqualTo(CHANGED)
        .isLessThan(SIZE / 4);
    run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", image, folder.resolve("copy") + "");
  }

  private JsonNode round(String... options) throws Exception {
    Path socket = folder.resolve("s");
    Path pid = folder.resolve("pid");
    List<String> server =
        List.of("qemu-nbd", "--fork", "--persistent", "--read-only", "--format=qcow2");
    String[] command =
        Stream.of(
                server.stream(),
                Stream.of("--socket=" + socket, "--pid-file=" + pid),
                options.length == 0 ? Stream.<String>empty() : Stream.of("--bitmap=since"),
                Stream.of(folder.resolve("web.qcow2").toString()))
            .flatMap(part -> part)
            .toArray(String[]::new);
    run(command);
    try {
      return copy(socket, options);
    } finally {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(p -> {
            boolean _ = p.destroy();
            ProcessHandle _ = p.onExit().join();
          });
      boolean _ = Files.deleteIfExists(socket);
    }
  }

  private JsonNode copy(Path socket, String... options) throws IOException {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new DiskCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out, true));
    List<String> arguments =
        Stream.of(
                Stream.of("copy", "--json"),
                Stream.of(options),
                Stream.of("nbd+unix:///?socket=" + socket, folder.resolve("copy").toString()))
            .flatMap(part -> part)
            .toList();
    assertThat(line.execute(arguments.toArray(String[]::new))).as(out::toString).isZero();
    return new ObjectMapper().readTree(out.toString().lines().toList().getLast());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(words).isZero();
  }
}
