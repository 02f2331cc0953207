package io.wherry.blocks.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.RawFile;
import io.wherry.peers.Peers;
import io.wherry.problems.NoSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target on a real file system of 12 MiB, where our rights allow to mount one. */
class FullFileSystemPeerTest {
  private static final int SIZE = 10 << 20;
  @TempDir private Path folder;
  private Path small = Path.of("");
  private final byte[] bytes = new byte[SIZE];

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    Peers.need("mount");
    small = Files.createDirectory(folder.resolve("small"));
    Process process =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=12m", "none", small.toString())
            .redirectErrorStream(true)
            .start();
    String words = new String(process.getInputStream().readAllBytes()).strip();
    Assumptions.assumeTrue(process.waitFor() == 0, "no file system of ours: " + words);
    new Random(20261127).nextBytes(bytes);
    Path _ = Files.write(small.resolve("other"), new byte[6 << 20]);
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    int _ = new ProcessBuilder("umount", small.toString()).start().waitFor();
  }

  private CopyResult copy(Patience patience, CopyListener listener) {
    CopyOptions options = CopyOptions.of(Verification.FULL).withPatience(patience);
    try (RawFile target = RawFile.open(small.resolve("disk"), SIZE)) {
      MemoryDisk source = new MemoryDisk(bytes, 64 << 10);
      CopyJob job = new CopyJob(source, "a", target, target, folder.resolve("journal"), options);
      return new DiskCopy(job, listener).run(() -> DiskCopy.Blank.State.ZEROS);
    }
  }

  @Test
  void aFullTargetEndsTheCopyWhichGoesOnWhenThereIsRoom() throws IOException {
    assertThatThrownBy(() -> copy(Patience.NONE, new Notes()))
        .isInstanceOf(NoSpace.class)
        .hasMessageContaining("MiB");
    Files.delete(small.resolve("other"));
    CopyResult _ = copy(Patience.NONE, new Notes());
    assertThat(Files.readAllBytes(small.resolve("disk"))).isEqualTo(bytes);
  }

  @Test
  void aFullTargetIsWaitedFor() throws IOException {
    List<String> said = new CopyOnWriteArrayList<>();
    CopyListener makesRoom =
        new CopyListener() {
          @Override
          public void progress(CopyProgress now) {}

          @Override
          public void note(String message) {
            said.add(message);
            if (message.contains("waiting for room")) {
              boolean _ = small.resolve("other").toFile().delete();
            }
          }
        };
    CopyResult _ = copy(new Patience(1, Duration.ZERO, Duration.ofMinutes(1)), makesRoom);
    assertThat(Files.readAllBytes(small.resolve("disk"))).isEqualTo(bytes);
    assertThat(said).anyMatch(n -> n.contains("waiting for room"));
  }
}
