package io.wherry.blocks.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.blocks.digest.DigestKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalHeaderTest {
  private static final Geometry DISK = Geometry.of(10_000_000);
  private static final byte[] BOOT = Digests.ofText("boot");
  private static final JournalHeader BLAKE3 = JournalHeader.of(DISK, "disk", DigestKind.BLAKE3);

  @TempDir private Path folder;

  @Test
  void isReadAsWritten() {
    JournalHeader read = JournalHeader.read(BLAKE3.written()).orElseThrow();
    assertThat(read.geometry()).isEqualTo(DISK);
    assertThat(read.kind()).isEqualTo(DigestKind.BLAKE3);
    assertThat(read.matches(BLAKE3)).isTrue();
    assertThat(read.matches(JournalHeader.of(DISK, "other", DigestKind.BLAKE3))).isFalse();
  }

  @Test
  void anyDamagedBitMakesItUnknown() {
    byte[] written = BLAKE3.written().array();
    for (int bit = 0; bit < written.length * Byte.SIZE; bit++) {
      written[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(JournalHeader.read(ByteBuffer.wrap(written))).as("bit %d", bit).isEmpty();
      written[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }
  }

  /** A journal of a version before hash functions could be chosen is gone on with as it is. */
  @Test
  void journalsOfTheFirstFormatKeepTheirRecordsAndTheirFunction() throws IOException {
    Path path = folder.resolve("journal");
    var first =
        new JournalHeader(
            DISK, Digests.ofText("disk"), DigestKind.SHA256, JournalHeader.Format.FIRST);
    Files.write(path, first.written().array());
    byte[] digest = Digests.ofText("content");
    try (ChunkJournal journal = ChunkJournal.open(path, BLAKE3, BOOT)) {
      assertThat(journal.digestKind()).isEqualTo(DigestKind.SHA256);
      journal.begin(Digests.ofText("v1"), ChunkJournal.Base.ZEROS);
      journal.written(List.of(new ChunkJournal.Content(1, digest)));
    }
    try (ChunkJournal journal = ChunkJournal.open(path, BLAKE3, BOOT)) {
      assertThat(journal.digestKind()).isEqualTo(DigestKind.SHA256);
      assertThat(journal.isDone(1)).isTrue();
      assertThat(journal.digest(1)).isEqualTo(digest);
    }
  }

  @Test
  void aJournalOfAnotherTargetIsEmptied() {
    Path path = folder.resolve("journal");
    try (ChunkJournal journal = ChunkJournal.open(path, BLAKE3, BOOT)) {
      journal.begin(Digests.ofText("v1"), ChunkJournal.Base.ZEROS);
    }
    JournalHeader other = JournalHeader.of(DISK, "another inode", DigestKind.SHA256);
    try (ChunkJournal journal = ChunkJournal.open(path, other, BOOT)) {
      assertThat(journal.isNew()).isTrue();
      assertThat(journal.digestKind()).isEqualTo(DigestKind.SHA256);
    }
  }
}
