package io.wherry.conversion.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our ext reader against file systems that mke2fs made. */
class ExtFileSystemPeerTest {
  @TempDir Path temp;

  private final Random random = new Random(11);
  private Path tree;
  private byte[] big;

  @BeforeEach
  void makesTree() throws IOException {
    tree = Files.createDirectories(temp.resolve("tree"));
    Files.createDirectories(tree.resolve("usr/lib/many"));
    Files.writeString(tree.resolve("usr/lib/os-release"), "ID=debian\n");
    Files.createDirectories(tree.resolve("etc"));
    Files.createSymbolicLink(tree.resolve("etc/os-release"), Path.of("../usr/lib/os-release"));
    Files.createSymbolicLink(tree.resolve("etc/absolute"), Path.of("/lib/os-release"));
    Files.createSymbolicLink(tree.resolve("lib"), Path.of("usr/lib"));
    Files.createSymbolicLink(tree.resolve("etc/escape"), Path.of("../../../../etc/os-release"));
    Files.createSymbolicLink(
        tree.resolve("etc/long"), Path.of("./".repeat(60) + "../usr/lib/os-release"));
    Files.createSymbolicLink(tree.resolve("etc/circle"), Path.of("circle"));
    for (int i = 0; i < 600; i++) {
      Files.writeString(tree.resolve("usr/lib/many/file-with-a-rather-long-name-" + i), "" + i);
    }
    big = new byte[3_000_001];
    random.nextBytes(big);
    Files.write(tree.resolve("big"), big);
    try (RandomAccessFile sparse = new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
      sparse.seek(2_000_000);
      sparse.write(7);
    }
  }

  /** JUnit would warn about them when it deletes the directory. */
  @AfterEach
  void deletesLinksThatLeave() throws IOException {
    for (String link : List.of("absolute", "escape")) {
      Files.delete(tree.resolve("etc").resolve(link));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4",
        "-t ext4 -b 1024",
        "-t ext3 -b 1024",
        "-t ext2 -b 2048",
        "-t ext4 -O 64bit,^flex_bg"
      })
  void readsWhatMke2fsWrote(String options) throws IOException {
    try (FileBytes disk = FileBytes.open(image(options))) {
      ExtFileSystem fs =
          ExtFileSystem.open(disk, new Partition(0, 0, disk.size(), FileSystemKind.EXT));
      assertThat(fs.superblock().unfit()).isEmpty();
      for (String path : List.of("/etc/os-release", "/etc/absolute", "/etc/escape", "/etc/long")) {
        assertThat(fs.text(path)).as(path).isEqualTo("ID=debian\n");
        assertThat(fs.realPath(path)).contains("/usr/lib/os-release");
      }
      assertThat(fs.read("/big", big.length)).get().isEqualTo(big);
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      fs.copy("/sparse", copy, 1 << 22);
      assertThat(copy.toByteArray()).isEqualTo(Files.readAllBytes(tree.resolve("sparse")));
      assertThat(fs.list("/lib/many")).hasSize(600).contains("file-with-a-rather-long-name-599");
      assertThat(fs.text("/lib/many/file-with-a-rather-long-name-421")).isEqualTo("421");
      assertThat(fs.read("/etc/none", 10)).isEmpty();
      assertThat(fs.list("/big")).isEmpty();
      assertThatThrownBy(() -> fs.read("/big", 1000)).isInstanceOf(InvalidRequest.class);
      assertThatThrownBy(() -> fs.text("/etc/circle")).isInstanceOf(InvalidRequest.class);
    }
  }

  @Test
  void survivesDamageAnywhereInTheMetadata() throws IOException {
    Path image = image("-t ext4");
    byte[] good = Files.readAllBytes(image);
    Path damaged = temp.resolve("damaged");
    for (int round = 0; round < 60; round++) {
      byte[] bad = good.clone();
      for (int i = 0; i < 200; i++) {
        // Superblock, descriptors, bitmaps, inode tables and directories are in the first 600 KiB.
        bad[1024 + random.nextInt(600 << 10)] = (byte) random.nextInt();
      }
      Files.write(damaged, bad);
      readsOrRefuses(damaged);
    }
  }

  private static void readsOrRefuses(Path image) {
    try (FileBytes disk = FileBytes.open(image)) {
      ExtFileSystem fs =
          ExtFileSystem.open(disk, new Partition(0, 0, disk.size(), FileSystemKind.EXT));
      for (String path :
          List.of("/etc/os-release", "/big", "/lib/many/file-with-a-rather-long-name-3")) {
        fs.read(path, 8 << 20);
      }
      fs.list("/usr/lib/many");
    } catch (InvalidRequest e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private Path image(String options) throws IOException {
    Path image = temp.resolve("image");
    Files.deleteIfExists(image);
    List<String> command = new ArrayList<>(List.of(Peers.need("mke2fs").toString(), "-q", "-F"));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-d", tree.toString(), image.toString(), "16M"));
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out =
        new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(p.onExit().join().exitValue()).as(out).isZero();
    return image;
  }
}
