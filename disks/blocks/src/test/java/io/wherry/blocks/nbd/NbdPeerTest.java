package io.wherry.blocks.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockReaderContract;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.BlockWriterContract;
import io.wherry.blocks.Certificates;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.Tools;
import io.wherry.peers.Peers;
import io.wherry.problems.NoSpace;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.WherryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NbdPeerTest {
  @TempDir private Path folder;
  private Server server;

  @BeforeEach
  void need() {
    Peers.need("qemu-nbd");
    Peers.need("qemu-img");
    Peers.need("nbdkit");
  }

  @AfterEach
  void end() {
    if (server != null) {
      server.close();
    }
  }

  private Path raw(byte[] content) throws IOException {
    return Files.write(folder.resolve("disk.raw"), content);
  }

  @Nested
  class QemuNbdReads extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      Path image = Tools.convert(raw(content()), folder.resolve("disk.qcow2"), "qcow2", "");
      server = Server.qemu(folder, "disk one", "-f", "qcow2", "-r", image.toString());
      return NbdDisk.open(server.address(), NbdOptions.STANDARD);
    }
  }

  @Nested
  class NbdkitReads extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      server = Server.nbdkit(folder, "file", raw(content()).toString());
      return NbdDisk.open(server.address(), NbdOptions.STANDARD);
    }
  }

  /** No structured replies: an old server. */
  @Nested
  class OldServerReads extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      server = Server.nbdkit(folder, "--no-sr", "file", raw(content()).toString());
      return NbdDisk.open(server.address(), NbdOptions.STANDARD);
    }
  }

  /** A server that takes small requests only, each a moment late. */
  @Nested
  class PickyServerReads extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      server =
          Server.nbdkit(
              folder,
              "--filter=blocksize-policy",
              "--filter=delay",
              "file",
              raw(content()).toString(),
              "blocksize-maximum=64K",
              "blocksize-preferred=4K",
              "blocksize-minimum=1",
              "blocksize-error-policy=error",
              "rdelay=1ms");
      return NbdDisk.open(server.address(), NbdOptions.STANDARD);
    }
  }

  /** A server that takes whole blocks only. */
  @Nested
  class BlockwiseServerReads extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      server = blockwise(raw(content()));
      return NbdDisk.open(server.address(), NbdOptions.STANDARD);
    }
  }

  /** TLS over a unix socket. */
  @Nested
  class SecretReads extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return secret("file", raw(content()).toString());
    }
  }

  @Nested
  class SecretWrites extends BlockWriterContract {
    @Override
    protected BlockWriter open() throws Exception {
      return secret("file", Files.write(folder.resolve("target.raw"), new byte[SIZE]).toString());
    }

    @Override
    protected byte[] holds() throws Exception {
      return Files.readAllBytes(folder.resolve("target.raw"));
    }
  }

  private NbdDisk secret(String... words) throws Exception {
    Peers.need("openssl");
    Certificates right = Certificates.make(folder.resolve("tls"), "localhost");
    String tls = "--tls-certificates=" + right.folder();
    server =
        Server.nbdkit(
            folder,
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of("--tls=require", tls),
                    java.util.Arrays.stream(words))
                .toArray(String[]::new));
    String socket = folder.resolve("nbdkit.sock").toString();
    NbdOptions good = NbdOptions.STANDARD.withTls(right.trust().context());
    NbdAddress otherName =
        NbdAddress.parse("nbds+unix:///?socket=" + socket + "&tls-hostname=other");
    assertThatThrownBy(() -> NbdDisk.open(otherName, good)).hasMessageContaining("TLS failed");
    return NbdDisk.open(NbdAddress.parse("nbds+unix:///?socket=" + socket), good);
  }

  @Nested
  class BlockwiseServerWrites extends BlockWriterContract {
    @Override
    protected BlockWriter open() throws Exception {
      server = blockwise(Files.write(folder.resolve("target.raw"), new byte[SIZE]));
      return NbdDisk.open(server.address(), NbdOptions.STANDARD);
    }

    @Override
    protected byte[] holds() throws Exception {
      return Files.readAllBytes(folder.resolve("target.raw"));
    }
  }

  private Server blockwise(Path file) throws IOException {
    return Server.nbdkit(
        folder,
        "--filter=blocksize-policy",
        "file",
        file.toString(),
        "blocksize-minimum=512",
        "blocksize-preferred=4K",
        "blocksize-maximum=2M",
        "blocksize-error-policy=error");
  }

  @Nested
  class QemuNbdWrites extends BlockWriterContract {
    @Override
    protected BlockWriter open() throws Exception {
      Path image = folder.resolve("target.qcow2");
      Tools.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "" + SIZE);
      return QemuNbd.open(image, "qcow2");
    }

    @Override
    protected byte[] holds() throws Exception {
      Path image = folder.resolve("target.qcow2");
      Path out = folder.resolve("out.raw");
      Tools.run("qemu-img", "convert", "-O", "raw", image.toString(), out.toString());
      return Files.readAllBytes(out);
    }
  }

  @Nested
  class NbdkitWrites extends BlockWriterContract {
    @Override
    protected BlockWriter open() throws Exception {
      Path target = Files.write(folder.resolve("target.raw"), new byte[SIZE]);
      server = Server.nbdkit(folder, "--filter=nozero", "file", target.toString());
      return NbdDisk.open(server.address(), NbdOptions.STANDARD);
    }

    @Override
    protected byte[] holds() throws Exception {
      return Files.readAllBytes(folder.resolve("target.raw"));
    }
  }

  @Test
  void seesHolesOfQcow2() throws Exception {
    Path image = folder.resolve("d.qcow2");
    Tools.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "1G");
    Tools.run("qemu-io", "-f", "qcow2", "-c", "write 64M 1M", image.toString());
    try (QemuNbd disk = QemuNbd.openReadOnly(image, "qcow2")) {
      assertThat(disk.extents())
          .filteredOn(e -> e.kind() == ExtentKind.DATA)
          .containsExactly(new Extent(64 << 20, 1 << 20, ExtentKind.DATA));
    }
  }

  @Test
  void listsWhatADirtyBitmapMarks() throws Exception {
    Path image = folder.resolve("d.qcow2");
    Tools.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "64M");
    Tools.run("qemu-img", "bitmap", "--add", "-g", "65536", image.toString(), "b0");
    Tools.run("qemu-io", "-f", "qcow2", "-c", "write 8M 128k", image.toString());
    server = Server.qemu(folder, "x", "-r", "-f", "qcow2", "-B", "b0", image.toString());
    try (NbdDisk disk =
        NbdDisk.open(server.address(), NbdOptions.STANDARD.withBitmaps(List.of("b0")))) {
      assertThat(disk.dirty("b0")).containsExactly(new Extent(8 << 20, 128 << 10, ExtentKind.DATA));
      assertThatThrownBy(() -> disk.dirty("b1")).hasMessageContaining("no dirty bitmap 'b1'");
    }
  }

  @Test
  void anUnknownExportIsSaid() throws Exception {
    server = Server.qemu(folder, "right", "-f", "raw", "-r", raw(new byte[512]).toString());
    NbdAddress wrong = NbdAddress.unix(folder.resolve("qemu.sock"), "wrong");
    assertThatThrownBy(() -> NbdDisk.open(wrong, NbdOptions.STANDARD))
        .hasMessageContaining("does not give out this export");
  }

  @Test
  void nobodyThereIsSaid() {
    NbdAddress nowhere = NbdAddress.unix(folder.resolve("nothing.sock"), "");
    assertThatThrownBy(() -> NbdDisk.open(nowhere, NbdOptions.STANDARD))
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void aReadErrorNamesTheOffset() throws Exception {
    server =
        Server.nbdkit(
            folder, "--filter=error", "memory", "1M", "error-pread=EIO", "error-pread-rate=100%");
    try (NbdDisk disk = NbdDisk.open(server.address(), NbdOptions.STANDARD)) {
      assertThatThrownBy(() -> disk.read(4096, ByteBuffer.allocate(512)))
          .isInstanceOf(PeerUnavailable.class)
          .hasMessageContaining("512 bytes at 4096");
    }
  }

  @Test
  void aFullTargetIsToldFromOtherErrors() throws Exception {
    server =
        Server.nbdkit(
            folder, "--filter=error", "memory", "1M", "error-pwrite=ENOSPC", "error-pwrite-rate=1");
    try (NbdDisk disk = NbdDisk.open(server.address(), NbdOptions.STANDARD)) {
      assertThatThrownBy(() -> disk.write(0, ByteBuffer.allocate(512))).isInstanceOf(NoSpace.class);
    }
  }

  @Test
  void aServerThatAnswersNoMoreIsGivenUpAndAskedAnew() throws Exception {
    server = Server.nbdkit(folder, "--filter=delay", "memory", "1M", "rdelay=600");
    NbdOptions impatient = NbdOptions.STANDARD.withStall(Duration.ofMillis(1500));
    try (NbdDisk disk = NbdDisk.open(server.address(), impatient)) {
      assertThatThrownBy(() -> disk.read(0, ByteBuffer.allocate(512)))
          .isInstanceOf(PeerUnavailable.class)
          .hasMessageContaining("no answer");
      disk.write(0, ByteBuffer.allocate(512)); // through a new connection
    }
  }

  @Test
  void aServerThatDiesFailsWhoWaits() throws Exception {
    server = Server.nbdkit(folder, "--filter=delay", "memory", "1M", "rdelay=600");
    try (NbdDisk disk = NbdDisk.open(server.address(), NbdOptions.STANDARD)) {
      Thread killer = Thread.ofVirtual().start(server::close);
      assertThatThrownBy(() -> disk.read(0, ByteBuffer.allocate(512)))
          .isInstanceOf(PeerUnavailable.class);
      killer.join();
    }
  }

  @Test
  void onlyTheRightCertificateIsTrusted() throws Exception {
    Peers.need("openssl");
    Certificates right = Certificates.make(folder.resolve("right"), "localhost");
    Certificates other = Certificates.make(folder.resolve("other"), "localhost");
    Path portFile = folder.resolve("pid");
    int port = Certificates.freePort();
    NbdAddress address = NbdAddress.parse("nbds://localhost:" + port + "/");
    server =
        Server.start(
            folder,
            portFile,
            address,
            List.of(
                "nbdkit",
                "-f",
                "-P",
                portFile.toString(),
                "-p",
                "" + port,
                "-i",
                "127.0.0.1",
                "--tls=require",
                "--tls-certificates=" + right.folder(),
                "memory",
                "1M"));
    try (NbdDisk disk =
        NbdDisk.open(address, NbdOptions.STANDARD.withTls(right.trust().context()))) {
      assertThat(disk.size()).isEqualTo(1 << 20);
      ByteBuffer all = ByteBuffer.allocate(1 << 20);
      disk.read(0, all);
      disk.write(0, all.flip());
    }
    NbdOptions wrong = NbdOptions.STANDARD.withTls(other.trust().context());
    assertThatThrownBy(() -> NbdDisk.open(address, wrong)).hasMessageContaining("TLS failed");
    NbdAddress otherName = NbdAddress.parse("nbds://127.0.0.1:" + port + "/");
    NbdOptions good = NbdOptions.STANDARD.withTls(right.trust().context());
    assertThatThrownBy(() -> NbdDisk.open(otherName, good)).hasMessageContaining("TLS failed");
    NbdAddress clear = NbdAddress.parse("nbd://localhost:" + port + "/");
    assertThatThrownBy(() -> NbdDisk.open(clear, NbdOptions.STANDARD))
        .isInstanceOf(WherryException.class);
  }

  @Test
  void aServerThatWantsToKnowUsIsShownOurCertificate() throws Exception {
    Peers.need("openssl");
    Certificates both = Certificates.make(folder.resolve("both"), "localhost");
    Path ready = folder.resolve("pid");
    int port = Certificates.freePort();
    NbdAddress address = NbdAddress.parse("nbds://localhost:" + port + "/");
    List<String> command =
        List.of(
            "nbdkit",
            "-f",
            "-P",
            ready.toString(),
            "-p",
            "" + port,
            "-i",
            "127.0.0.1",
            "--tls=require",
            "--tls-verify-peer",
            "--tls-certificates=" + both.folder(),
            "memory",
            "1M");
    server = Server.start(folder, ready, address, command);
    NbdOptions known = NbdOptions.STANDARD.withTls(both.server());
    try (NbdDisk disk = NbdDisk.open(address, known)) {
      disk.read(0, ByteBuffer.allocate(512));
    }
    NbdOptions unknown = NbdOptions.STANDARD.withTls(both.trust().context());
    assertThatThrownBy(() -> NbdDisk.open(address, unknown)).isInstanceOf(WherryException.class);
  }
}
