package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Copies one disk: chunks by several workers, a journal with a digest per chunk, a second pass that
 * reads the target back. Killed at any point, the same call goes on where it was.
 */
public final class DiskCopy {
  /** Large enough for long requests, small enough to repeat. A multiple of every grain size. */
  public static final int CHUNK = 4 << 20;

  private static final int VERIFY_ATTEMPTS = 2;

  /**
   * @param source what is read; owned by the caller
   * @param identity of the source's bytes; changes when they may have changed
   * @param target a new file system object or one of an earlier run; reads as zeros where nothing
   *     was written; owned by the caller
   * @param readBack the target for the second pass
   * @param journal file beside the target that survives with it
   * @param workers threads that read, decode and write
   */
  public record Job(
      BlockReader source,
      String identity,
      BlockWriter target,
      BlockReader readBack,
      Path journal,
      int workers) {}

  private final Job job;
  private final CopyListener listener;

  public DiskCopy(Job job, CopyListener listener) {
    this.job = job;
    this.listener = listener;
  }

  /** Whether the target may hold data of another source; asked before anything is written. */
  public interface Clean {
    /** Makes the target read as zeros. */
    void wipe();
  }

  /**
   * Copies what is missing, verifies everything. Blocks; ends soon when interrupted.
   *
   * @param clean empties the target when the journal is not of this source
   * @throws InvalidRequest the source is damaged
   * @throws io.wherry.problems.PeerRefused the target is too small or full
   * @throws PeerUnavailable the target does not keep what is written to it
   */
  public CopyResult run(Clean clean) {
    long size = job.source().size();
    if (size > job.target().size()) {
      throw new InvalidRequest(
          "The target holds %d bytes, the disk has %d.".formatted(job.target().size(), size));
    }
    var subject = new ChunkJournal.Subject(job.identity(), size, CHUNK);
    try (ChunkJournal journal = ChunkJournal.open(job.journal(), subject)) {
      ChunkPlan plan = ChunkPlan.of(size, CHUNK, job.source().extents());
      if (journal.isFinished()) {
        listener.note("already copied and verified by an earlier run");
        return result(plan, journal, 0);
      }
      if (!journal.isResumed()) {
        clean.wipe();
      } else {
        listener.note("going on where an earlier run stopped");
      }
      return copy(plan, journal);
    }
  }

  private CopyResult copy(ChunkPlan plan, ChunkJournal journal) {
    long written = 0;
    for (int attempt = 1; attempt <= VERIFY_ATTEMPTS; attempt++) {
      CopyPass pass = new CopyPass(job, plan, journal, listener);
      written += pass.run();
      int wrong = new VerifyPass(job, plan, journal, listener).run();
      if (wrong == 0) {
        journal.finish();
        return result(plan, journal, written);
      }
      listener.note(wrong + " chunks of the target do not hold what was written; copying again");
      journal.reset();
    }
    throw new PeerUnavailable(
        "The target does not keep what is written to it: chunks read back differ after "
            + VERIFY_ATTEMPTS
            + " attempts. Check the storage below it.");
  }

  private static CopyResult result(ChunkPlan plan, ChunkJournal journal, long written) {
    return new CopyResult(
        plan.size(), plan.dataBytes(), written, HexFormat.of().formatHex(journal.combined()));
  }
}
