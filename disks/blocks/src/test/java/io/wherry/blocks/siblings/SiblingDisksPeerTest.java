package io.wherry.blocks.siblings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.FileRegion;
import io.wherry.blocks.RawFile;
import io.wherry.blocks.copy.CopyJob;
import io.wherry.blocks.copy.CopyListener;
import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.CopyProgress;
import io.wherry.blocks.copy.CopyResult;
import io.wherry.blocks.copy.DiskCopy;
import io.wherry.blocks.copy.JournalView;
import io.wherry.blocks.copy.KnownChunks;
import io.wherry.blocks.copy.Verification;
import io.wherry.peers.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies beside a disk that holds much of the same, on file systems with shared blocks and not. */
class SiblingDisksPeerTest {
  private static final int CHUNK = 4 << 20;
  private static final int SIZE = 4 * CHUNK;

  @TempDir private Path folder;
  private boolean mounted;

  private static byte[] content() {
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** The first disk's, with one chunk changed and two exchanged. */
  private static byte[] related() {
    byte[] bytes = content();
    bytes[5] ^= 1;
    byte[] third = Arrays.copyOfRange(bytes, 2 * CHUNK, 3 * CHUNK);
    System.arraycopy(bytes, CHUNK, bytes, 2 * CHUNK, CHUNK);
    System.arraycopy(third, 0, bytes, CHUNK, CHUNK);
    return bytes;
  }

  private void mount(String kind) throws IOException, InterruptedException {
    Peers.need("mkfs." + kind);
    Path image = folder.resolve("fs.img");
    run("truncate", "-s", "400M", image.toString());
    run("mkfs." + kind, "-q", image.toString());
    Path point = Files.createDirectory(folder.resolve("storage"));
    mounted = exit("mount", "-o", "loop", image.toString(), point.toString()) == 0;
    assumeTrue(mounted, "loop devices cannot be mounted here");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      run("umount", folder.resolve("storage").toString());
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(exit(command)).as(String.join(" ", command)).isZero();
  }

  private static int exit(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private CopyResult copy(Path source, Path target, List<SiblingDisks.Sibling> siblings)
      throws IOException {
    return copy(source, target, siblings, Optional.empty());
  }

  private CopyResult copy(
      Path source,
      Path target,
      List<SiblingDisks.Sibling> siblings,
      Optional<JournalView> digests) {
    try (BlockReader reader = DiskImages.raw(FileRegion.open(source));
        RawFile raw = RawFile.open(target, SIZE)) {
      KnownChunks known =
          siblings.isEmpty() ? KnownChunks.NONE : new SiblingDisks(raw, siblings, digests);
      CopyOptions options = CopyOptions.of(Verification.FULL).withSiblings(known);
      var job = new CopyJob(reader, reader.version(), raw, raw, journal(target), options);
      return new DiskCopy(job, new Quiet()).run(() -> DiskCopy.Blank.State.ZEROS);
    }
  }

  private static Path journal(Path disk) {
    return disk.resolveSibling(disk.getFileName() + ".journal");
  }

  private static SiblingDisks.Sibling sibling(Path disk) {
    return new SiblingDisks.Sibling(disk, JournalView.of(journal(disk)).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"xfs", "btrfs"})
  void chunksOfASiblingAreShared(String kind) throws IOException, InterruptedException {
    mount(kind);
    Path first = folder.resolve("storage/first.raw");
    copy(write("source", content()), first, List.of());
    Path second = folder.resolve("storage/second.raw");
    Path source = write("related", related());
    CopyResult result = copy(source, second, List.of(sibling(first)));
    assertThat(result.bytes().cloned()).isEqualTo(3L * CHUNK);
    assertThat(result.bytes().written()).isEqualTo(CHUNK);
    assertThat(Files.mismatch(source, second)).isEqualTo(-1);
    assertThat(Files.mismatch(folder.resolve("source"), first)).isEqualTo(-1);
  }

  @Test
  void aSiblingThatChangedSinceIsNotBelieved() throws IOException, InterruptedException {
    mount("xfs");
    Path first = folder.resolve("storage/first.raw");
    copy(write("source", content()), first, List.of());
    try (RawFile raw = RawFile.open(first, SIZE)) {
      raw.write(2 * CHUNK + 99, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      raw.flush();
    }
    Path second = folder.resolve("storage/second.raw");
    Path source = write("related", related());
    CopyResult result = copy(source, second, List.of(sibling(first)));
    assertThat(result.bytes().cloned()).isEqualTo(2L * CHUNK);
    assertThat(Files.mismatch(source, second)).isEqualTo(-1);
  }

  @Test
  void withTheSourcesDigestsChunksAreNotEvenRead() throws IOException {
    Path first = folder.resolve("first.raw");
    copy(write("source", content()), first, List.of());
    Path origin = folder.resolve("origin.raw");
    copy(write("related", related()), origin, List.of());
    Path second = folder.resolve("second.raw");
    CopyResult result =
        copy(origin, second, List.of(sibling(first)), JournalView.of(journal(origin)));
    assertThat(result.bytes().read() + result.bytes().cloned() + result.bytes().skipped())
        .isEqualTo(SIZE);
    assertThat(result.bytes().read()).isEqualTo(CHUNK);
    assertThat(Files.mismatch(origin, second)).isEqualTo(-1);
  }

  private static final class Quiet implements CopyListener {
    @Override
    public void progress(CopyProgress progress) {}

    @Override
    public void note(String message) {}
  }
}
