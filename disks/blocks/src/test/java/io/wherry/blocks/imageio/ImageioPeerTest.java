package io.wherry.blocks.imageio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockReaderContract;
import io.wherry.blocks.Certificates;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.Tools;
import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.peers.Peers;
import io.wherry.peers.PythonPeers;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** oVirt's own daemon serves the disks, under TLS. */
class ImageioPeerTest {
  private static final String TICKET = "6ca6c3b4-4d93-4f7b-a5a8-3ad7a2ad7b0d";

  @TempDir private Path folder;
  private final List<Process> children = new ArrayList<>();
  private Certificates certificates;
  private int port;

  @BeforeEach
  void need() throws Exception {
    Path _ = PythonPeers.need("ovirt-imageio");
    Peers.need("qemu-nbd");
    Peers.need("qemu-img");
    Peers.need("openssl");
    certificates = Certificates.make(folder.resolve("tls"), "localhost");
    port = Certificates.freePort();
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process child : children) {
      int _ = child.destroyForcibly().waitFor();
    }
  }

  private ImageioDisk serve(String url, long size, String more) throws Exception {
    Path conf = Files.createDirectories(folder.resolve("conf/conf.d")).resolve("test.conf");
    Path _ =
        Files.writeString(
            conf,
            """
            [daemon]
            run_dir = %1$s
            drop_privileges = false
            systemd_enable = false
            [tls]
            enable = true
            key_file = %1$s/tls/server-key.pem
            cert_file = %1$s/tls/server-cert.pem
            ca_file = %1$s/tls/ca-cert.pem
            [remote]
            host = 127.0.0.1
            port = %2$d
            [local]
            enable = false
            [control]
            enable = false
            [handlers]
            keys = stderr
            [logger_root]
            level = INFO
            handlers = stderr
            """
                .formatted(folder, port));
    Path ticket =
        Files.writeString(
            folder.resolve("ticket.json"),
            """
            {"uuid":"%s","size":%d,"ops":["read"],"timeout":3000,"url":"%s"%s}
            """
                .formatted(TICKET, size, url, more));
    Path log = folder.resolve("daemon.log");
    children.add(
        start(
            log,
            PythonPeers.need("ovirt-imageio").toString(),
            "-c",
            folder.resolve("conf").toString(),
            "-t",
            ticket.toString()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.readString(log).contains("Ready for requests"));
    return ImageioDisk.open(address(TICKET), options());
  }

  private HttpAddress address(String ticket) {
    return HttpAddress.parse("https://localhost:" + port + "/images/" + ticket);
  }

  private HttpOptions options() throws Exception {
    return HttpOptions.STANDARD.withTrust(certificates.trust());
  }

  private static Process start(Path log, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Serves a qcow2 image to the daemon. */
  private String nbd(String... words) throws IOException {
    Path socket = folder.resolve("nbd.sock");
    List<String> command =
        new ArrayList<>(
            List.of(
                "qemu-nbd",
                "--persistent",
                "--shared=8",
                "-r",
                "-f",
                "qcow2",
                "-A",
                "-k",
                socket.toString()));
    command.addAll(List.of(words));
    children.add(start(folder.resolve("nbd.log"), command.toArray(new String[0])));
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(socket));
    return "nbd:unix:" + socket;
  }

  @Nested
  class FromAFile extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      Path raw = Files.write(folder.resolve("disk.raw"), content());
      return serve("file://" + raw, SIZE, "");
    }
  }

  @Test
  void tellsHolesOfAQcow2() throws Exception {
    Path image = folder.resolve("d.qcow2");
    Tools.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "1G");
    Tools.run("qemu-io", "-f", "qcow2", "-c", "write 64M 1M", image.toString());
    Tools.run("qemu-io", "-f", "qcow2", "-c", "write -z 80M 1M", image.toString());
    try (ImageioDisk disk = serve(nbd(image.toString()), 1L << 30, "")) {
      assertThat(disk.extents())
          .filteredOn(e -> e.kind() != ExtentKind.HOLE)
          .containsExactly(
              new Extent(64 << 20, 1 << 20, ExtentKind.DATA),
              new Extent(80 << 20, 1 << 20, ExtentKind.ZERO));
      assertThatThrownBy(disk::dirty)
          .isInstanceOf(InvalidRequest.class)
          .hasMessageNotContaining(TICKET);
    }
    String other = TICKET.replace('6', '7');
    assertThatThrownBy(() -> ImageioDisk.open(address(other), options()))
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("403");
  }

  @Test
  void tellsWhatChangedSinceACheckpoint() throws Exception {
    Path image = folder.resolve("d.qcow2");
    Tools.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "64M");
    Tools.run("qemu-io", "-f", "qcow2", "-c", "write 0 1M", image.toString());
    Tools.run("qemu-img", "bitmap", "--add", "-g", "65536", image.toString(), "b0");
    Tools.run("qemu-io", "-f", "qcow2", "-c", "write 8M 128k", image.toString());
    String url = nbd("-B", "b0", image.toString());
    try (ImageioDisk disk = serve(url, 64 << 20, ",\"dirty\":true")) {
      assertThat(disk.dirty()).containsExactly(new Extent(8 << 20, 128 << 10, ExtentKind.DATA));
    }
  }
}
