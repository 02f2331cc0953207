package io.wherry.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loop device as target and source, where the kernel and our rights allow one. */
class BlockDevicePeerTest {
  @TempDir private Path folder;
  private String device = "";

  private Path device(byte[] content) throws IOException, InterruptedException {
    Peers.need("losetup");
    Path file = Files.write(folder.resolve("below"), content);
    Process process =
        new ProcessBuilder("losetup", "--find", "--show", file.toString())
            .redirectErrorStream(true)
            .start();
    String words = new String(process.getInputStream().readAllBytes()).strip();
    Assumptions.assumeTrue(process.waitFor() == 0, "no loop device: " + words);
    device = words;
    return Path.of(device);
  }

  @AfterEach
  void detach() throws IOException, InterruptedException {
    if (!device.isEmpty()) {
      Tools.run("losetup", "--detach", device);
    }
  }

  @Nested
  class Writes extends BlockWriterContract {
    @Override
    protected BlockWriter open() throws Exception {
      return RawFile.open(device(new byte[SIZE]), SIZE);
    }

    @Override
    protected byte[] holds() throws IOException {
      return Files.readAllBytes(Path.of(device));
    }
  }

  @Nested
  class Reads extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return RawFile.open(device(content()), SIZE);
    }
  }

  @Test
  void wipingGivesTheBlocksBack() throws Exception {
    byte[] full = new byte[8 << 20];
    Arrays.fill(full, (byte) 7);
    try (RawFile disk = RawFile.open(device(full), full.length)) {
      disk.wipe();
      disk.flush();
      ByteBuffer all = ByteBuffer.allocate(full.length);
      disk.read(0, all);
      assertThat(all.array()).isEqualTo(new byte[full.length]);
    }
    assertThat(DataSeeker.extents(folder.resolve("below"), full.length))
        .noneMatch(e -> e.kind() == ExtentKind.DATA && e.length() > 1 << 20);
  }

  @Test
  void aDeviceThatIsTooSmallIsRefusedBeforeTheFirstByte() throws Exception {
    Path small = device(new byte[1 << 20]);
    assertThatThrownBy(() -> RawFile.open(small, (1 << 20) + 512))
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("holds 1048576 bytes");
  }
}
