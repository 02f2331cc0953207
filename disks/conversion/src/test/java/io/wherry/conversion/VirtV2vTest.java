package io.wherry.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How virt-v2v is driven, with shell scripts in its place; overlays and commits are real. */
class VirtV2vTest {
  @TempDir Path temp;

  private final List<String> progress = new ArrayList<>();
  private Path disk;
  private Path bin;

  @BeforeEach
  void makesDiskAndBin() throws IOException {
    Peers.need("qemu-img");
    disk = temp.resolve("disk.raw");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(4 << 20);
      file.seek(1 << 20);
      file.write(new byte[] {1, 2, 3, 4});
    }
    bin = Files.createDirectories(temp.resolve("bin"));
    Path qemuImg = bin.resolve("qemu-img");
    Files.writeString(qemuImg, "#!/bin/sh\nexec " + Peers.need("qemu-img") + " \"$@\"\n");
    Files.setPosixFilePermissions(qemuImg, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void namesThePackageWhenVirtV2vIsMissing() {
    String sum = GuestFixture.sha256(disk);
    assertThatThrownBy(this::convert)
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("apt-get install --no-install-recommends virt-v2v");
    assertThat(GuestFixture.sha256(disk)).isEqualTo(sum);
  }

  @Test
  void commitsTheOverlayOnSuccess() throws IOException {
    virtV2v(
        """
        echo '{"message":"Opening the source","type":"message"}'
        echo '{"message":"Converting Windows 10 Pro to run on KVM","type":"message"}'
        echo '{"message":"no QXL driver","type":"warning"}'
        echo '{ broken'
        for last; do :; done
        image=$(sed -n "s/.*source file='\\([^']*\\)'.*/\\1/p" "$last")
        exec qemu-io -c 'write -P 0x77 0 64k' "$image"
        """);
    ConversionResult result = convert();
    assertThat(result.engine()).isEqualTo("virt-v2v");
    assertThat(result.os().id()).isEqualTo("windows");
    assertThat(result.os().name()).isEqualTo("Windows 10 Pro");
    assertThat(result.warnings()).containsExactly("no QXL driver");
    assertThat(progress).contains("2 Opening the source").endsWith("100 Converted");
    byte[] head = new byte[4];
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      file.readFully(head);
    }
    assertThat(head).containsOnly(0x77);
    assertThat(temp.resolve("work").toFile().list())
        .containsExactlyInAnyOrder("lock", "conversion.log", "conversion.json");
  }

  @Test
  void reportsWhatVirtV2vSaidWhenItRefuses() throws IOException {
    virtV2v(
        """
        echo '{"message":"inspection could not detect the source guest","type":"error"}'
        exit 1
        """);
    String sum = GuestFixture.sha256(disk);
    assertThatThrownBy(this::convert)
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("inspection could not detect the source guest")
        .hasMessageContaining("useCompatibilityMode");
    assertThat(GuestFixture.sha256(disk)).isEqualTo(sum);
    assertThat(temp.resolve("work").toFile().list())
        .containsExactlyInAnyOrder("lock", "conversion.log");
  }

  @Test
  void mayBeTriedAgainWhenVirtV2vWasKilled() throws IOException {
    virtV2v("kill -9 $$\n");
    assertThatThrownBy(this::convert)
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("was killed");
  }

  @Test
  void mayBeTriedAgainAfterTimeout() throws IOException {
    virtV2v("exec sleep 60\n");
    assertThatThrownBy(() -> convert(tools(Duration.ofMillis(300)), 1L << 40))
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("did not end within");
  }

  @Test
  void waitsForMemoryBeforeItStarts() throws IOException {
    virtV2v("exit 0\n");
    assertThatThrownBy(() -> convert(tools(Duration.ofMinutes(1)), 500L << 20))
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("500 MiB free");
  }

  @Test
  void killsTheWholeProcessGroupOnCancel() throws Exception {
    Path pid = temp.resolve("pid");
    virtV2v(
        "sleep 60 & echo $! > %s.part; mv %s.part %s\n".formatted(pid, pid, pid)
            + "echo '{\"message\":\"Opening the source\",\"type\":\"message\"}'; wait\n");
    String sum = GuestFixture.sha256(disk);
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                new Converter(tools(Duration.ofMinutes(1)), () -> 1L << 40)
                    .convert(request(), (p, _) -> release(p, running));
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
    thread.interrupt();
    thread.join(10_000);
    assertThat(thrown.get()).isInstanceOf(Cancelled.class);
    long child = Long.parseLong(Files.readString(pid).strip());
    ProcessHandle.of(child)
        .ifPresent(p -> assertThat(p.onExit()).succeedsWithin(Duration.ofSeconds(5)));
    assertThat(GuestFixture.sha256(disk)).isEqualTo(sum);
  }

  @Test
  void refusesWhileAnotherProcessConverts() {
    try (WorkDirectory _ = WorkDirectory.open(temp.resolve("work"))) {
      assertThatThrownBy(this::convert)
          .isInstanceOf(PeerUnavailable.class)
          .hasMessageContaining("Another process");
    }
  }

  private static void release(int percent, CountDownLatch latch) {
    if (percent == 2) {
      latch.countDown();
    }
  }

  private void virtV2v(String body) throws IOException {
    Path script = bin.resolve("virt-v2v-in-place");
    Files.writeString(script, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ConversionTools tools(Duration timeout) {
    return new ConversionTools(List.of(bin), temp, Accelerator.TCG, timeout);
  }

  private ConversionResult convert() {
    return convert(tools(Duration.ofMinutes(1)), 1L << 40);
  }

  private ConversionResult convert(ConversionTools tools, long memory) {
    return new Converter(tools, () -> memory)
        .convert(request(), (percent, doing) -> progress.add(percent + " " + doing));
  }

  private ConversionRequest request() {
    return new ConversionRequest(
        "web",
        List.of(new GuestDisk(disk, DiskFormat.RAW)),
        EngineChoice.VIRT_V2V,
        Optional.empty(),
        0,
        temp.resolve("work"));
  }
}
