package io.wherry.blocks.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockReaderContract;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.FileRegion;
import io.wherry.blocks.Tools;
import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that QEMU made, read natively. */
class Qcow2PeerTest {
  @TempDir private Path folder;

  @BeforeEach
  void need() {
    Peers.need("qemu-img");
    Peers.need("qemu-io");
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private BlockReader open(String name) {
    return DiskImages.open(
        FileRegion.open(at(name)), sibling -> FileRegion.open(at(name).resolveSibling(sibling)));
  }

  private BlockReader converted(byte[] content, String... options)
      throws IOException, InterruptedException {
    Path _ = Files.write(at("d.raw"), content);
    List<String> command = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw"));
    command.addAll(List.of(options));
    command.addAll(List.of("-O", "qcow2", at("d.raw").toString(), at("d.qcow2").toString()));
    Tools.run(command.toArray(String[]::new));
    return open("d.qcow2");
  }

  @Nested
  class Plain extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content());
    }
  }

  @Nested
  class Old extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content(), "-o", "compat=0.10");
    }
  }

  @Nested
  class OldCompressed extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content(), "-c", "-o", "compat=0.10");
    }
  }

  @Nested
  class Zlib extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content(), "-c");
    }
  }

  @Nested
  class Zstd extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content(), "-c", "-o", "compression_type=zstd");
    }
  }

  @Nested
  class SmallClusters extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content(), "-c", "-o", "cluster_size=512");
    }
  }

  @Nested
  class LargeClusters extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content(), "-c", "-o", "cluster_size=2M");
    }
  }

  @Nested
  class Subclusters extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content(), "-o", "extended_l2=on,cluster_size=128k");
    }
  }

  @Nested
  class SubclustersCompressed extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content(), "-c", "-o", "extended_l2=on,cluster_size=128k");
    }
  }

  @Nested
  class Preallocated extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      return converted(content(), "-o", "preallocation=metadata");
    }
  }

  /** The upper half of the writes lies in an overlay. */
  @Nested
  class Backed extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      byte[] content = content();
      byte[] lower = content.clone();
      java.util.Arrays.fill(lower, 100_000, SIZE / 2, (byte) 7);
      // Shorter than the disk above it, and not zero where that one is.
      Path _ = Files.write(at("base.raw"), java.util.Arrays.copyOf(lower, SIZE - 2_000_000));
      create("middle.qcow2", "base.raw", "raw", "cluster_size=4096");
      create("top.qcow2", "middle.qcow2", "qcow2", "extended_l2=on,cluster_size=64k");
      fill("middle.qcow2", content, 0, 2 << 20);
      fill("top.qcow2", content, 2 << 20, SIZE / 2);
      fill("top.qcow2", content, SIZE - 2_500_000, SIZE);
      return Qcow2PeerTest.this.open("top.qcow2");
    }

    private void fill(String image, byte[] content, int from, int to) throws Exception {
      Path piece = Files.write(at("piece"), java.util.Arrays.copyOfRange(content, from, to));
      io(image, "write -s %s %d %d".formatted(piece, from, to - from));
    }

    private void create(String name, String below, String format, String options) throws Exception {
      Tools.run(
          "qemu-img",
          "create",
          "-q",
          "-f",
          "qcow2",
          "-o",
          options,
          "-F",
          format,
          "-b",
          below,
          at(name).toString(),
          "" + SIZE);
    }
  }

  private void io(String image, String... commands) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
    for (String one : commands) {
      command.addAll(List.of("-c", one));
    }
    command.add(at(image).toString());
    assertThat(Tools.run(command.toArray(String[]::new))).doesNotContain("rror");
  }

  private void create(String name, String size, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
    command.addAll(List.of(options));
    command.addAll(List.of(at(name).toString(), size));
    Tools.run(command.toArray(String[]::new));
  }

  private static void read(BlockReader disk) {
    disk.read(0, ByteBuffer.allocate((int) Math.min(disk.size(), 1 << 20)));
  }

  private void isRefused(String name, String... words) {
    assertThatThrownBy(
            () -> {
              try (BlockReader disk = open(name)) {
                read(disk);
              }
            })
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void tellsDataFromZerosAndHoles() throws Exception {
    create("d.qcow2", "1G");
    io("d.qcow2", "write 64M 1M", "write -z 128M 64k", "write 900M 64k", "discard 900M 64k");
    try (BlockReader disk = open("d.qcow2")) {
      List<Extent> found = new ArrayList<>();
      disk.extents().forEach(found::add);
      assertThat(found)
          .filteredOn(e -> e.kind() == ExtentKind.DATA)
          .containsExactly(new Extent(64 << 20, 1 << 20, ExtentKind.DATA));
      assertThat(found)
          .filteredOn(e -> e.kind() == ExtentKind.ZERO)
          .contains(new Extent(128 << 20, 64 << 10, ExtentKind.ZERO));
    }
  }

  @Test
  void theExtentsOfAChainAreThoseOfAllItsDisks() throws Exception {
    create("base.qcow2", "8M");
    io("base.qcow2", "write 1M 1M", "write 3M 1M");
    create("top.qcow2", "10M", "-F", "qcow2", "-b", "base.qcow2");
    io("top.qcow2", "write -z 1M 512k", "write 6M 64k");
    try (BlockReader disk = open("top.qcow2")) {
      assertThat(disk.extents())
          .filteredOn(e -> e.kind() == ExtentKind.DATA)
          .containsExactly(
              new Extent(1536 << 10, 512 << 10, ExtentKind.DATA),
              new Extent(3 << 20, 1 << 20, ExtentKind.DATA),
              new Extent(6 << 20, 64 << 10, ExtentKind.DATA));
      assertThat(disk.version()).isNotEmpty();
    }
  }

  @Test
  void internalSnapshotsAreRefused() throws Exception {
    create("d.qcow2", "1M");
    Tools.run("qemu-img", "snapshot", "-c", "before", at("d.qcow2").toString());
    isRefused("d.qcow2", "1 internal snapshots", "qemu-img snapshot");
  }

  /** The old kind: LUKS has QEMU measure the processor first, which fails now and then. */
  @Test
  void encryptionIsRefused() throws Exception {
    create(
        "d.qcow2",
        "1M",
        "--object",
        "secret,id=s,data=abc",
        "-o",
        "encrypt.format=aes,encrypt.key-secret=s");
    isRefused("d.qcow2", "encrypted");
  }

  @Test
  void dataInAnotherFileIsRefused() throws Exception {
    create("d.qcow2", "1M", "-o", "data_file=" + at("data") + ",data_file_raw=on");
    isRefused("d.qcow2", "another file");
  }

  @Test
  void aBackingFileOfUnknownFormatIsRefused() throws Exception {
    create("base.raw", "1M");
    create("d.qcow2", "1M", "-F", "qcow2", "-b", "base.raw");
    Tools.run("qemu-img", "rebase", "-u", "-F", "qcow2", "-b", "base.raw", at("d.qcow2") + "");
    overwrite("d.qcow2", "qcow2".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "vmdk5");
    isRefused("d.qcow2", "is vmdk5; raw and qcow2");
  }

  /** Replaces the first of these bytes behind the magic number. */
  private void overwrite(String name, byte[] before, String after) throws IOException {
    byte[] all = Files.readAllBytes(at(name));
    for (int i = 4; i < all.length - before.length; i++) {
      if (java.util.Arrays.equals(all, i, i + before.length, before, 0, before.length)) {
        byte[] put = after.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(put, 0, all, i, put.length);
        break;
      }
    }
    Path _ = Files.write(at(name), all);
  }

  @Test
  void aChainThatLeadsToItselfEnds() throws Exception {
    create("a.qcow2", "1M");
    create("b.qcow2", "1M", "-F", "qcow2", "-b", "a.qcow2");
    Tools.run("qemu-img", "rebase", "-u", "-F", "qcow2", "-b", "b.qcow2", at("a.qcow2") + "");
    isRefused("a.qcow2", "more than 64 images");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void aFileThatWasCutIsRefused(int part) throws Exception {
    Path _ = Tools.image(at("d.raw"), 8 << 20, part);
    Tools.run("qemu-img", "convert", "-O", "qcow2", at("d.raw") + "", at("d.qcow2") + "");
    try (RandomAccessFile f = new RandomAccessFile(at("d.qcow2").toFile(), "rw")) {
      f.setLength(f.length() - f.length() * part / 10);
    }
    assertThatThrownBy(
            () -> {
              try (BlockReader disk = open("d.qcow2")) {
                disk.read(0, ByteBuffer.allocate((int) disk.size()));
              }
            })
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("d.qcow2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "compression_type=zstd"})
  void aDamagedClusterIsNamed(String options) throws Exception {
    byte[] zeros = new byte[1 << 20];
    java.util.Arrays.fill(zeros, (byte) 5);
    Path _ = Files.write(at("d.raw"), zeros);
    Tools.run(
        "qemu-img",
        "convert",
        "-c",
        "-O",
        "qcow2",
        "-o",
        "compat=1.1" + (options.isEmpty() ? "" : "," + options),
        at("d.raw") + "",
        at("d.qcow2") + "");
    byte[] all = Files.readAllBytes(at("d.qcow2"));
    long host = firstPacked(all);
    java.util.Arrays.fill(all, (int) host, (int) host + 12, (byte) 0xee);
    Path _ = Files.write(at("d.qcow2"), all);
    isRefused("d.qcow2", "disk offset 0", "d.qcow2");
  }

  private static long firstPacked(byte[] all) {
    ByteBuffer b = ByteBuffer.wrap(all);
    long l2 = b.getLong((int) b.getLong(40)) & 0x00ff_ffff_ffff_fe00L;
    return b.getLong((int) l2) & (1L << 54) - 1;
  }
}
