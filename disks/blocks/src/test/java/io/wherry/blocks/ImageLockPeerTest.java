package io.wherry.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.location.DiskLocation;
import io.wherry.blocks.location.ReadOptions;
import io.wherry.blocks.location.ReadOptions.Writers;
import io.wherry.blocks.location.SourceDisk;
import io.wherry.blocks.s3.S3Options;
import io.wherry.peers.Peers;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that a real program of QEMU holds open, and the other way about. */
class ImageLockPeerTest {
  private static final long SIZE = 8L << 20;
  @TempDir private Path folder;
  private Path raw = Path.of("");
  private Path base = Path.of("");
  private Path overlay = Path.of("");

  @BeforeEach
  void disks() throws Exception {
    Peers.need("qemu-io");
    raw = folder.resolve("disk.raw");
    base = folder.resolve("base.qcow2");
    overlay = folder.resolve("overlay.qcow2");
    Tools.run("qemu-img", "create", "-q", "-f", "raw", raw.toString(), "8M");
    Tools.run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "8M");
    Tools.run(
        "qemu-img",
        "create",
        "-q",
        "-f",
        "qcow2",
        "-F",
        "qcow2",
        "-b",
        "base.qcow2",
        overlay.toString());
  }

  /** A program that has an image open for writing, as a running machine has. */
  private record Holder(Process process) implements AutoCloseable {
    static Holder of(Path image, String format) throws IOException {
      Process process =
          new ProcessBuilder("qemu-io", "-f", format, image.toString())
              .redirectErrorStream(true)
              .start();
      OutputStream commands = process.getOutputStream();
      commands.write("length\n".getBytes(StandardCharsets.US_ASCII));
      commands.flush();
      InputStream said = process.getInputStream();
      StringBuilder answer = new StringBuilder();
      while (!answer.toString().contains("8 MiB")) {
        int c = said.read();
        assertThat(c).as("qemu-io ended: " + answer).isNotNegative();
        answer.append((char) c);
      }
      return new Holder(process);
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      process.onExit().join();
    }
  }

  private static SourceDisk open(Path image, Writers writers) {
    S3Options s3 =
        new S3Options(
            Optional.empty(),
            "us-east-1",
            Optional.empty(),
            HttpOptions.STANDARD,
            Clock.systemUTC());
    return SourceDisk.open(
        DiskLocation.parse(image.toString()),
        new ReadOptions(Optional.empty(), List.of(), s3, writers));
  }

  @Test
  void aDiskThatAMachineWritesToIsReadOnlyWhenAskedFor() throws Exception {
    for (Path image : List.of(raw, base)) {
      try (Holder _ = Holder.of(image, image.equals(raw) ? "raw" : "qcow2")) {
        assertThatThrownBy(() -> open(image, Writers.REFUSED))
            .isInstanceOf(PeerRefused.class)
            .hasMessageContaining(image + " is in use");
        assertThatCode(() -> open(image, Writers.ALLOWED).close()).doesNotThrowAnyException();
      }
      assertThatCode(() -> open(image, Writers.REFUSED).close()).doesNotThrowAnyException();
    }
  }

  @Test
  void aDiskThatAMachineWritesToIsNoTarget() throws Exception {
    try (Holder _ = Holder.of(raw, "raw")) {
      assertThatThrownBy(() -> RawFile.open(raw, SIZE / 2))
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining("is in use");
      assertThat(raw.toFile().length()).isEqualTo(SIZE);
    }
    RawFile.open(raw, SIZE).close();
  }

  @Test
  void twoCopiesDoNotWriteToOneDisk() {
    try (RawFile _ = RawFile.open(raw, SIZE)) {
      assertThatThrownBy(() -> RawFile.open(raw, SIZE)).isInstanceOf(PeerRefused.class);
    }
  }

  @Test
  void noMachineStartsOnADiskThatIsBeingCopied() throws Exception {
    Process refused;
    try (SourceDisk _ = open(raw, Writers.REFUSED);
        SourceDisk _ = open(raw, Writers.REFUSED)) {
      refused = write();
    }
    assertThat(new String(refused.getInputStream().readAllBytes()))
        .contains("Failed to get \"write\" lock");
    assertThat(write().exitValue()).isZero();
  }

  private Process write() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("qemu-io", "-f", "raw", "-c", "write 0 512", raw.toString())
            .redirectErrorStream(true)
            .start();
    int _ = process.waitFor();
    return process;
  }

  @Test
  void aDiskBelowOneInUseCanBeCopiedAndTheOneInUseCannot() throws Exception {
    try (Holder _ = Holder.of(overlay, "qcow2")) {
      open(base, Writers.REFUSED).close();
      assertThatThrownBy(() -> open(overlay, Writers.REFUSED)).isInstanceOf(PeerRefused.class);
    }
    try (Holder _ = Holder.of(base, "qcow2")) {
      assertThatThrownBy(() -> open(overlay, Writers.REFUSED))
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining("base.qcow2");
    }
  }
}
