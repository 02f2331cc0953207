package io.wherry.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.location.DiskLocation;
import io.wherry.blocks.location.ReadOptions;
import io.wherry.blocks.location.SourceDisk;
import io.wherry.blocks.s3.S3Options;
import io.wherry.peers.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Disks of any layout, written by qemu-img in every format, are read as they were. */
class FormatLayoutsPeerTest {
  private static final int BLOCK = 512;
  private static final int MOST_BLOCKS = 6 << 10;

  /** A run of bytes that a guest wrote: random ones, or one value, which packs well. */
  private record Run(int first, int blocks, boolean packs, long seed) {
    void apply(byte[] disk) {
      int from = Math.min(first * BLOCK, disk.length);
      int to = Math.min(from + blocks * BLOCK, disk.length);
      if (packs) {
        Arrays.fill(disk, from, to, (byte) seed);
      } else {
        byte[] bytes = new byte[to - from];
        new Random(seed).nextBytes(bytes);
        System.arraycopy(bytes, 0, disk, from, bytes.length);
      }
    }
  }

  private record Format(String name, String... options) {}

  private static final List<Format> FORMATS =
      List.of(
          new Format("raw"),
          new Format("qcow2", "-o", "cluster_size=4k"),
          new Format("qcow2", "-o", "compat=0.10"),
          new Format("qcow2", "-o", "extended_l2=on,cluster_size=64k"),
          new Format("qcow2", "-c"),
          new Format("qcow2", "-c", "-o", "compression_type=zstd,cluster_size=128k"),
          new Format("vmdk", "-o", "subformat=monolithicSparse"),
          new Format("vmdk", "-o", "subformat=monolithicFlat"),
          new Format("vmdk", "-o", "subformat=streamOptimized"),
          new Format("vmdk", "-o", "subformat=twoGbMaxExtentSparse"),
          new Format("vdi"),
          new Format("vhdx"));

  @BeforeProperty
  void need() {
    Peers.need("qemu-img");
    Peers.need("qemu-nbd");
  }

  @Provide
  Arbitrary<byte[]> disks() {
    Arbitrary<Run> run =
        Combinators.combine(
                Arbitraries.integers().between(0, MOST_BLOCKS - 1),
                Arbitraries.integers().between(1, 1500),
                Arbitraries.of(true, false),
                Arbitraries.longs())
            .as(Run::new);
    return Combinators.combine(
            Arbitraries.integers().between(1, MOST_BLOCKS), run.list().ofMaxSize(20))
        .as((blocks, runs) -> {
          byte[] disk = new byte[blocks * BLOCK];
          runs.forEach(r -> r.apply(disk));
          return disk;
        });
  }

  @Property(tries = 4, shrinking = ShrinkingMode.OFF)
  void anyLayoutIsReadAsItWas(@ForAll("disks") byte[] disk) throws Exception {
    Path folder = Files.createTempDirectory("wherry-layout");
    try {
      Path raw = Files.write(folder.resolve("raw"), disk);
      for (Format format : FORMATS) {
        Path image = folder.resolve("disk." + format.name());
        convert(raw, image, format);
        assertThat(Arrays.mismatch(read(image, disk.length), disk))
            .as(format.toString())
            .isEqualTo(-1);
      }
    } finally {
      delete(folder);
    }
  }

  private static void convert(Path raw, Path image, Format format) throws Exception {
    Stream<String> command =
        Stream.of(
                Stream.of("qemu-img", "convert", "-f", "raw", "-O", format.name()),
                Stream.of(format.options()),
                Stream.of(raw.toString(), image.toString()))
            .flatMap(part -> part);
    Tools.run(command.toArray(String[]::new));
  }

  /** By its extents, as a copy does; some formats round the size up, with zeros. */
  private static byte[] read(Path image, int length) {
    S3Options s3 =
        new S3Options(
            Optional.empty(),
            "us-east-1",
            Optional.empty(),
            HttpOptions.STANDARD,
            Clock.systemUTC());
    ReadOptions options =
        new ReadOptions(Optional.empty(), List.of(), s3, ReadOptions.Writers.REFUSED);
    try (SourceDisk disk = SourceDisk.open(DiskLocation.parse(image.toString()), options)) {
      BlockReader reader = disk.reader();
      byte[] all = new byte[(int) reader.size()];
      long end = 0;
      for (Extent extent : reader.extents()) {
        assertThat(extent.offset()).as(image + " has a gap in its map").isEqualTo(end);
        end = extent.end();
        if (extent.kind() == ExtentKind.DATA) {
          reader.read(
              extent.offset(), ByteBuffer.wrap(all, (int) extent.offset(), (int) extent.length()));
        }
      }
      assertThat(end).isEqualTo(reader.size()).isGreaterThanOrEqualTo(length);
      for (int i = length; i < all.length; i++) {
        assertThat(all[i]).as(image + " behind the end").isZero();
      }
      return Arrays.copyOf(all, length);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
