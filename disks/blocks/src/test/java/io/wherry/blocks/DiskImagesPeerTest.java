package io.wherry.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.copy.CopyJob;
import io.wherry.blocks.copy.CopyListener;
import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.CopyProgress;
import io.wherry.blocks.copy.CopyResult;
import io.wherry.blocks.copy.DiskCopy;
import io.wherry.blocks.copy.Verification;
import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images made by qemu-img, copied by us, compared by qemu-img. */
class DiskImagesPeerTest {
  private static final long SIZE = (37L << 20) + 512 * 7;

  @TempDir private Path folder;

  @BeforeEach
  void need() {
    Peers.need("qemu-img");
  }

  private static final CopyListener QUIET =
      new CopyListener() {
        @Override
        public void progress(CopyProgress progress) {
          assertThat(progress.done()).isLessThanOrEqualTo(progress.total());
        }

        @Override
        public void note(String message) {}
      };

  private CopyResult copy(BlockReader source, Path target) {
    try (source;
        RawFile raw = RawFile.open(target, source.size())) {
      Path journal = folder.resolve("journal");
      CopyOptions options = CopyOptions.of(Verification.FULL);
      return new DiskCopy(new CopyJob(source, "v1", raw, raw, journal, options), QUIET)
          .run(() -> DiskCopy.Blank.State.ZEROS);
    }
  }

  private BlockReader open(Path image) {
    return DiskImages.open(
        FileRegion.open(image), name -> FileRegion.open(image.resolveSibling(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "raw,''",
    "vmdk,subformat=streamOptimized",
    "vmdk,subformat=monolithicSparse",
    "vmdk,subformat=monolithicFlat",
    "vmdk,subformat=twoGbMaxExtentSparse",
    "vmdk,subformat=twoGbMaxExtentFlat"
  })
  void copiesEqualWhatQemuImgReads(String format, String options)
      throws IOException, InterruptedException {
    Path original = Tools.image(folder.resolve("original.raw"), SIZE, 42);
    Path image = Tools.convert(original, folder.resolve("image.img"), format, options);
    Path target = folder.resolve("target.raw");
    CopyResult result = copy(open(image), target);
    assertThat(result.size()).isEqualTo(Files.size(target)).isEqualTo(SIZE);
    Tools.run(
        "qemu-img", "compare", "-f", "raw", "-F", "raw", original.toString(), target.toString());
    assertThat(allocated(target)).isLessThan(allocated(original) + (4L << 20));
  }

  private static long allocated(Path file) throws IOException {
    long bytes = 0;
    for (Extent e : DataSeeker.extents(file, Files.size(file))) {
      bytes += e.kind() == ExtentKind.DATA ? e.length() : 0;
    }
    return bytes;
  }

  @Test
  void readsAMemberOfAnArchiveWithoutUnpacking() throws IOException, InterruptedException {
    Path original = Tools.image(folder.resolve("original.raw"), SIZE, 7);
    Path image =
        Tools.convert(original, folder.resolve("d.vmdk"), "vmdk", "subformat=streamOptimized");
    byte[] front = new byte[1536];
    Path archive = folder.resolve("a.ova");
    Files.write(archive, front);
    Files.write(archive, Files.readAllBytes(image), java.nio.file.StandardOpenOption.APPEND);
    Files.write(archive, front, java.nio.file.StandardOpenOption.APPEND);
    Path target = folder.resolve("target.raw");
    FileRegion member = FileRegion.open(archive, 1536, Files.size(image), "a.ova!d.vmdk");
    copy(DiskImages.open(member, DiskImages.Siblings.none("a.ova")), target);
    Tools.run(
        "qemu-img", "compare", "-f", "raw", "-F", "raw", original.toString(), target.toString());
  }

  @ParameterizedTest
  @CsvSource({"monolithicSparse", "monolithicFlat"})
  void aSnapshotOfAnotherDiskIsRefused(String kind) throws IOException, InterruptedException {
    Path original = Tools.image(folder.resolve("original.raw"), SIZE, 9);
    Path image = Tools.convert(original, folder.resolve("d.vmdk"), "vmdk", "subformat=" + kind);
    byte[] bytes = Files.readAllBytes(image);
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    Files.writeString(
        image,
        text.replace("parentCID=ffffffff", "parentCID=12345678"),
        java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> open(image))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("snapshot that needs another disk");
  }

  @Test
  void aTruncatedStreamIsRefused() throws IOException, InterruptedException {
    Path original = Tools.image(folder.resolve("original.raw"), SIZE, 9);
    Path image =
        Tools.convert(original, folder.resolve("d.vmdk"), "vmdk", "subformat=streamOptimized");
    try (RandomAccessFile f = new RandomAccessFile(image.toFile(), "rw")) {
      f.setLength(f.length() / 2);
    }
    assertThatThrownBy(() -> copy(open(image), folder.resolve("target.raw")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("d.vmdk");
  }

  @Test
  void corruptedBytesNeverPassUnnoticedOrBreakTheReader() throws IOException, InterruptedException {
    Path original = Tools.image(folder.resolve("original.raw"), 9L << 20, 11);
    Path image =
        Tools.convert(original, folder.resolve("d.vmdk"), "vmdk", "subformat=streamOptimized");
    byte[] good = Files.readAllBytes(image);
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      byte[] bad = good.clone();
      int at = i < 30 ? random.nextInt(1024) : random.nextInt(bad.length);
      bad[at] ^= (byte) (1 + random.nextInt(255));
      Files.write(image, bad);
      Files.deleteIfExists(folder.resolve("journal"));
      try {
        copy(open(image), folder.resolve("target" + i));
      } catch (InvalidRequest e) {
        assertThat(e.getMessage()).contains("d.vmdk");
      }
    }
  }

  @Test
  void descriptorsCannotLeaveTheirFolder() throws IOException {
    Path descriptor = folder.resolve("evil.vmdk");
    Files.writeString(
        descriptor,
        """
        # Disk DescriptorFile
        version=1
        CID=1
        parentCID=ffffffff
        createType="monolithicFlat"
        RW 2048 FLAT "../../etc/passwd" 0
        """);
    assertThatThrownBy(() -> open(descriptor))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("plain name");
  }

  @Test
  void snapshotsAndGzipAreRefusedWithAdvice() throws IOException {
    Path snapshot = folder.resolve("snap.vmdk");
    Files.writeString(
        snapshot, "# Disk DescriptorFile\nCID=1\nparentCID=12345678\nRW 8 SPARSE \"x.vmdk\"\n");
    assertThatThrownBy(() -> open(snapshot)).hasMessageContaining("snapshot");
    Path gzip = folder.resolve("d.vmdk.gz");
    Files.write(gzip, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThatThrownBy(() -> open(gzip)).hasMessageContaining("gunzip");
  }
}
