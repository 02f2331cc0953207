package io.wherry.blocks.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams as qemu-img writes them, whole and damaged. */
class GrainStreamPeerTest {
  private static final int SIZE = 5 << 20;

  @TempDir private Path folder;
  private byte[] disk = {};
  private byte[] image = {};

  @BeforeEach
  void makeImage() throws IOException, InterruptedException {
    String tool = Peers.need("qemu-img").toString();
    Random random = new Random(3);
    disk = new byte[SIZE];
    byte[] piece = new byte[700_000];
    random.nextBytes(piece);
    System.arraycopy(piece, 0, disk, 1_000_000, piece.length);
    Arrays.fill(disk, SIZE - 70_000, SIZE, (byte) 7);
    Path raw = Files.write(folder.resolve("d.raw"), disk);
    Path vmdk = folder.resolve("d.vmdk");
    Process made =
        new ProcessBuilder(
                tool,
                "convert",
                "-f",
                "raw",
                "-O",
                "vmdk",
                "-o",
                "subformat=streamOptimized",
                raw.toString(),
                vmdk.toString())
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    image = Files.readAllBytes(vmdk);
  }

  private static byte[] read(byte[] image) throws IOException {
    try (GrainStream stream = new GrainStream(new ByteArrayInputStream(image), "d.vmdk")) {
      byte[] all = new byte[(int) stream.capacity()];
      Optional<GrainStream.Grain> grain = stream.next();
      while (grain.isPresent()) {
        ByteBuffer bytes = grain.get().bytes();
        bytes.get(all, (int) grain.get().offset(), bytes.remaining());
        grain = stream.next();
      }
      return all;
    }
  }

  @Test
  void givesTheDisk() throws IOException {
    assertThat(read(image)).isEqualTo(disk);
  }

  @Test
  void aStreamThatBreaksOffIsNeverTakenForWhole() {
    // Behind the grains qemu-img pads with zeros, which is what an end looks like.
    int grains = image.length - (64 << 10) - 1024;
    for (int length = 0; length < grains; length += 10_007) {
      byte[] part = Arrays.copyOf(image, length);
      assertThatThrownBy(() -> read(part)).isInstanceOf(IOException.class);
    }
  }

  /** Bits that flip give an error or other bytes; nothing else, and no more memory than a grain. */
  @Test
  void damageIsAnErrorOrOtherBytes() throws IOException {
    Random random = new Random(11);
    int errors = 0;
    for (int i = 0; i < 500; i++) {
      byte[] damaged = image.clone();
      damaged[random.nextInt(i % 2 == 0 ? 2048 : damaged.length)] ^=
          (byte) (1 << random.nextInt(8));
      try (GrainStream stream = new GrainStream(new ByteArrayInputStream(damaged), "d.vmdk")) {
        long last = -1;
        for (var grain = stream.next(); grain.isPresent(); grain = stream.next()) {
          assertThat(grain.get().offset()).isGreaterThan(last).isLessThan(stream.capacity());
          last = grain.get().offset();
        }
      } catch (InvalidRequest | IOException e) {
        errors++;
      }
    }
    assertThat(errors).isBetween(1, 499);
  }

  @Test
  void otherFormatsAreRefused() {
    assertThatThrownBy(() -> read(disk)).isInstanceOf(InvalidRequest.class);
  }
}
