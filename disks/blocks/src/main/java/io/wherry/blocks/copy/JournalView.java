package io.wherry.blocks.copy;

import io.wherry.blocks.digest.DigestKind;
import java.nio.file.Path;
import java.util.Optional;

/** The digests of a disk that was copied and verified: its journal, read only. */
public final class JournalView {
  private final ChunkJournal journal;

  private JournalView(ChunkJournal journal) {
    this.journal = journal;
  }

  /** Reads a journal; empty when there is none, or none of a finished copy. Blocks. */
  public static Optional<JournalView> of(Path path) {
    Optional<ChunkJournal> found = ChunkJournal.existing(path);
    found.ifPresent(ChunkJournal::close); // all of it is in memory
    return found.filter(ChunkJournal::isFinished).map(JournalView::new);
  }

  /** Bytes of the disk. */
  public long size() {
    return journal.geometry().size();
  }

  public int chunkBytes() {
    return journal.geometry().chunkBytes();
  }

  public int chunks() {
    return journal.geometry().chunks();
  }

  public DigestKind digestKind() {
    return journal.digestKind();
  }

  /** Whether it is about the target with that {@link io.wherry.blocks.BlockWriter#identity()}. */
  public boolean isOf(String identity) {
    return journal.isOfTarget(Digests.ofText(identity));
  }

  /** A chunk's digest. */
  public byte[] digest(int chunk) {
    return journal.digest(chunk);
  }

  /** Whether a chunk holds nothing but zeros. */
  public boolean isZero(int chunk) {
    return Digests.isZero(journal.digest(chunk));
  }
}
