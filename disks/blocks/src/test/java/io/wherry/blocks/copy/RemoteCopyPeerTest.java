package io.wherry.blocks.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.RawFile;
import io.wherry.blocks.Tools;
import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.blocks.nbd.NbdAddress;
import io.wherry.blocks.nbd.NbdDisk;
import io.wherry.blocks.nbd.NbdOptions;
import io.wherry.peers.Peers;
import io.wherry.peers.http.Fault;
import io.wherry.peers.http.FaultyHttpServer;
import io.wherry.problems.WherryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole copies from servers that have a bad day, compared by {@code cmp}. */
class RemoteCopyPeerTest {
  private static final long SIZE = 48 << 20;
  private static final CopyOptions PATIENT =
      CopyOptions.of(Verification.FULL)
          .withConnections(4)
          .withPatience(new Patience(12, Duration.ofMillis(5), Duration.ofSeconds(1)));

  @TempDir private Path folder;
  private Path source;
  private Path target;
  private final List<Process> servers = new ArrayList<>();

  @BeforeEach
  void make() throws IOException {
    source = Tools.image(folder.resolve("source.raw"), SIZE, 11);
    target = folder.resolve("target.raw");
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process server : servers) {
      int _ = server.destroyForcibly().waitFor();
    }
  }

  private Path nbdkit(String... words) throws IOException {
    Peers.need("nbdkit");
    Path socket = folder.resolve("s");
    boolean _ = Files.deleteIfExists(socket);
    List<String> command = new ArrayList<>(List.of("nbdkit", "-f", "-U", socket.toString()));
    command.addAll(List.of(words));
    Path log = folder.resolve("log");
    servers.add(new ProcessBuilder(command).redirectError(log.toFile()).start());
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(socket));
    return socket;
  }

  private void copy(BlockReader reader, String version) {
    try (RawFile raw = RawFile.open(target, SIZE)) {
      var job = new CopyJob(reader, version, raw, raw, folder.resolve("journal"), PATIENT);
      CopyResult _ = new DiskCopy(job, new Notes()).run(() -> DiskCopy.Blank.State.ZEROS);
    }
  }

  private void same() throws Exception {
    assertThat(Tools.run("cmp", source.toString(), target.toString())).isEmpty();
  }

  @Test
  void aCopyFromAServerWithReadErrorsArrives() throws Exception {
    Path socket =
        nbdkit("--filter=error", "file", source + "", "error-pread=EIO", "error-pread-rate=4%");
    try (NbdDisk disk = NbdDisk.open(NbdAddress.unix(socket, ""), NbdOptions.STANDARD)) {
      copy(disk, "");
    }
    same();
  }

  @Test
  void aCopyFromAServerThatIsKilledAndComesBackArrives() throws Exception {
    String[] slow = {"--filter=rate", "file", source + "", "rate=200M"};
    Path socket = nbdkit(slow);
    try (NbdDisk disk = NbdDisk.open(NbdAddress.unix(socket, ""), NbdOptions.STANDARD)) {
      Thread fate =
          Thread.ofPlatform()
              .start(() -> {
                await().until(() -> Files.exists(folder.resolve("journal")));
                Process _ = servers.getFirst().destroyForcibly();
                try {
                  Path _ = nbdkit(slow);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      copy(disk, "");
      fate.join();
    }
    same();
  }

  @Test
  void aCopyFromAFaultyWebServerArrives() throws Exception {
    Fault[][] moods = {
      {},
      {new Fault.CutAfter(100_000)},
      {new Fault.Busy(503, 1)},
      {new Fault.ShortBody(100)},
      {new Fault.StallAfter(70_000)}
    };
    HttpOptions options =
        HttpOptions.STANDARD
            .withStall(Duration.ofMillis(200))
            .withRetries(8, Duration.ofMillis(2))
            .withConnections(4);
    AtomicInteger count = new AtomicInteger();
    try (FaultyHttpServer server = FaultyHttpServer.serve(source);
        HttpSource web = HttpSource.open(HttpAddress.parse(server.uri() + ""), options);
        BlockReader disk = DiskImages.open(web, DiskImages.Siblings.none("web"))) {
      server.watch(_ -> server.inject(moods[count.getAndIncrement() % moods.length]));
      copy(disk, web.version());
    }
    assertThat(count.get()).isGreaterThan(12);
    same();
  }

  @Test
  void aCopyOfAFileThatChangesIsEndedAndThenStartedAgain() throws Exception {
    HttpOptions options = HttpOptions.STANDARD.withRetries(2, Duration.ofMillis(2));
    try (FaultyHttpServer server = FaultyHttpServer.serve(source)) {
      try (HttpSource web = HttpSource.open(HttpAddress.parse(server.uri() + ""), options);
          BlockReader disk = DiskImages.open(web, DiskImages.Siblings.none("web"))) {
        AtomicInteger count = new AtomicInteger();
        server.watch(_ -> {
          if (count.incrementAndGet() == 5) {
            change();
          }
        });
        assertThatThrownBy(() -> copy(disk, web.version()))
            .isInstanceOf(WherryException.class)
            .hasMessageContaining("changed while it was copied");
      }
      server.watch(_ -> {});
      try (HttpSource web = HttpSource.open(HttpAddress.parse(server.uri() + ""), options);
          BlockReader disk = DiskImages.open(web, DiskImages.Siblings.none("web"))) {
        copy(disk, web.version());
      }
    }
    same();
  }

  private void change() {
    try {
      Path other = Tools.image(folder.resolve("other.raw"), SIZE, 12);
      Path _ =
          Files.move(
              other,
              source,
              java.nio.file.StandardCopyOption.REPLACE_EXISTING,
              java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
