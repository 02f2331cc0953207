package io.wherry.blocks.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.Tools;
import io.wherry.peers.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Any sequence of writes and zeros through qemu-nbd makes the disk that it should. */
class LayoutsPeerTest {
  private static final int BLOCK = 512;
  private static final int BLOCKS = 8 << 10;
  private static final int SIZE = BLOCK * BLOCKS;

  private enum Deed {
    WRITE,
    ZERO,
    PUNCH
  }

  private record Step(Deed deed, int first, int blocks, long seed) {
    int offset() {
      return first * BLOCK;
    }

    int length() {
      return Math.min(blocks, BLOCKS - first) * BLOCK;
    }

    void apply(BlockWriter disk, byte[] expected) {
      if (deed == Deed.WRITE) {
        byte[] bytes = new byte[length()];
        new Random(seed).nextBytes(bytes);
        disk.write(offset(), ByteBuffer.wrap(bytes));
        System.arraycopy(bytes, 0, expected, offset(), bytes.length);
      } else {
        var hole = deed == Deed.PUNCH ? BlockWriter.Hole.ALLOWED : BlockWriter.Hole.FORBIDDEN;
        disk.zero(offset(), length(), hole);
        Arrays.fill(expected, offset(), offset() + length(), (byte) 0);
      }
    }
  }

  @BeforeProperty
  void need() {
    Peers.need("qemu-nbd");
    Peers.need("qemu-img");
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Deed.class),
            Arbitraries.integers().between(0, BLOCKS - 1),
            Arbitraries.integers().between(1, 3000),
            Arbitraries.longs())
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void anyLayoutArrives(@ForAll("steps") List<Step> steps) throws Exception {
    Path folder = Files.createTempDirectory("wherry-layout");
    Path image = folder.resolve("d.qcow2");
    Path raw = folder.resolve("d.raw");
    try {
      Tools.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "" + SIZE);
      byte[] expected = new byte[SIZE];
      try (QemuNbd disk = QemuNbd.open(image, "qcow2")) {
        steps.forEach(s -> s.apply(disk, expected));
        disk.flush();
      }
      Path _ = Files.write(raw, expected);
      Tools.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", raw + "", image + "");
      try (QemuNbd disk = QemuNbd.openReadOnly(image, "qcow2")) {
        assertThat(Arrays.mismatch(whatExtentsSay(disk), expected)).isEqualTo(-1);
      }
    } finally {
      delete(image, raw, folder);
    }
  }

  private static byte[] whatExtentsSay(BlockReader disk) {
    byte[] bytes = new byte[SIZE];
    long end = 0;
    for (Extent extent : disk.extents()) {
      assertThat(extent.offset()).isEqualTo(end);
      end = extent.end();
      if (extent.kind() == ExtentKind.DATA) {
        disk.read(
            extent.offset(), ByteBuffer.wrap(bytes, (int) extent.offset(), (int) extent.length()));
      }
    }
    assertThat(end).isEqualTo(SIZE);
    return bytes;
  }

  private static void delete(Path... files) throws IOException {
    for (Path file : files) {
      boolean _ = Files.deleteIfExists(file);
    }
  }
}
