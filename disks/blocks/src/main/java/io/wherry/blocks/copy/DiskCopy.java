package io.wherry.blocks.copy;

import io.wherry.blocks.Extent;
import io.wherry.blocks.copy.ChunkJournal.Base;
import io.wherry.blocks.copy.ChunkVerifier.Look;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies one disk: chunks by several workers, a journal with digests beside the target, proof.
 * Killed at any point, the same call goes on where it was. Called again with another version of the
 * source it writes only what differs.
 */
public final class DiskCopy {
  private static final int VERIFY_ATTEMPTS = 2;
  private static final int SOURCE_ATTEMPTS = 3;

  private final CopyJob job;
  private final CopyListener listener;
  private final Geometry geometry;
  private final StopSignal stop = new StopSignal();
  private final Meter meter = new Meter(System::nanoTime, new ProcessorTime(System::nanoTime));

  private final byte[] boot;

  public DiskCopy(CopyJob job, CopyListener listener) {
    this(job, listener, ChunkJournal.bootOfMachine());
  }

  /** For tests that model a crash of the machine. */
  DiskCopy(CopyJob job, CopyListener listener, byte[] boot) {
    this.job = job;
    this.listener = listener;
    this.boot = boot;
    this.geometry = Geometry.of(job.source().size());
  }

  /** What is on a target that no journal speaks of. */
  public interface Blank {
    /** What it reads as from now on. */
    enum State {
      ZEROS,
      UNKNOWN
    }

    /** Called before the first byte is written to a target without a journal; may empty it. */
    State prepare();
  }

  /** Ends {@link #run} after the chunks in flight, from any thread. */
  public void stop() {
    stop.stop();
  }

  /**
   * Copies what is missing, proves it. Blocks; an interruption ends it after the chunks in flight.
   *
   * @throws InvalidRequest the source is damaged, or does not fit the target
   * @throws io.wherry.problems.PeerRefused the target is full or refuses
   * @throws PeerUnavailable the source went away or changes all the time, or the target does not
   *     keep what is written to it
   * @throws io.wherry.problems.Cancelled it was stopped
   */
  public CopyResult run(Blank blank) {
    if (geometry.size() > job.target().size()) {
      throw new InvalidRequest(
          "The target holds %d bytes, the disk has %d. Use a larger target."
              .formatted(job.target().size(), geometry.size()));
    }
    try (ChunkJournal journal =
            ChunkJournal.open(
                job.journal(),
                JournalHeader.of(geometry, job.target().identity(), job.options().digest()),
                boot);
        LeafFile leaves = LeafFile.beside(job.journal())) {
      byte[] version = Digests.ofText(job.version());
      if (!job.version().isEmpty() && journal.isOf(version) && journal.isFinished()) {
        listener.note("already copied and verified by an earlier run");
        return result(journal);
      }
      job.options()
          .siblings()
          .prepare(journal.digestKind(), geometry.size(), geometry.chunkBytes());
      GranuleMap data = GranuleMap.ofData(geometry, job.source().extents());
      if (journal.isNew()) {
        Room.check(job, data, listener);
      }
      begin(journal, version, blank);
      return settled(journal, leaves, data);
    }
  }

  /** Copies until the source stood still while it was read. */
  private CopyResult settled(ChunkJournal journal, LeafFile leaves, GranuleMap first) {
    String before = job.source().version();
    GranuleMap data = first;
    GranuleMap changed = changed(journal);
    for (int attempt = 1; attempt <= SOURCE_ATTEMPTS; attempt++) {
      meter.allocated(data.bytes());
      copy(new Round(job, geometry, data, changed, journal, leaves));
      String now = job.source().version();
      if (now.equals(before)) {
        journal.finish();
        return result(journal);
      }
      listener.note("the source changed while it was read: what differs is copied again");
      before = now;
      changed = null;
      data = GranuleMap.ofData(geometry, job.source().extents());
      journal.begin(Digests.ofText(job.version() + " changed to " + now), Base.UNKNOWN);
    }
    throw new PeerUnavailable(
        "The source changes all the time: it was read %d times and was another one at each end. Copy a snapshot of it, or stop what writes it."
            .formatted(SOURCE_ATTEMPTS));
  }

  private void begin(ChunkJournal journal, byte[] version, Blank blank) {
    if (journal.isNew()) {
      boolean zeros = blank.prepare() == Blank.State.ZEROS;
      job.target().flush();
      journal.begin(version, zeros ? Base.ZEROS : Base.UNKNOWN);
    } else if (job.version().isEmpty() || !journal.isOf(version)) {
      listener.note("the source may have changed since the last run: only what differs is written");
      job.target().flush();
      journal.begin(version, Base.UNKNOWN);
    } else {
      listener.note("going on where an earlier run stopped");
    }
  }

  private @Nullable GranuleMap changed(ChunkJournal journal) {
    return switch (job.options().changes()) {
      case Changes.Unknown _ -> null;
      case Changes.Since since ->
          ranges(journal.isBasedOn(Digests.ofText(since.since())), since.ranges());
      case Changes.SinceLast since -> ranges(journal.isBasedOnFinished(), since.ranges());
    };
  }

  private @Nullable GranuleMap ranges(boolean usable, List<Extent> ranges) {
    if (usable) {
      return GranuleMap.ofRanges(geometry, ranges);
    }
    listener.note(
        "the changed ranges are relative to another version than the target holds: comparing everything");
    return null;
  }

  private void copy(Round round) {
    for (int attempt = 1; attempt <= VERIFY_ATTEMPTS; attempt++) {
      BitSet before = done(round.journal());
      copyPass(round);
      List<Integer> wrong = verifyPass(round, before);
      if (wrong.isEmpty()) {
        return;
      }
      listener.note(
          wrong.size() + " chunks of the target do not hold what was written; copying them again");
      round.journal().forget(wrong);
    }
    throw new PeerUnavailable(
        "The target does not keep what is written to it: chunks read back differ after "
            + VERIFY_ATTEMPTS
            + " attempts. Check the storage below it.");
  }

  private BitSet done(ChunkJournal journal) {
    BitSet done = new BitSet();
    for (int chunk = 0; chunk < geometry.chunks(); chunk++) {
      done.set(chunk, journal.isDone(chunk));
    }
    return done;
  }

  private void copyPass(Round round) {
    long total = 0;
    for (int chunk = 0; chunk < geometry.chunks(); chunk++) {
      total += round.isIdle(chunk) ? 0 : round.weight(chunk);
    }
    meter.begin(CopyProgress.Phase.COPY, total);
    Commits commits = new Commits(job.target(), round.journal(), meter);
    var shared = new ChunkCopier.Shared(round, commits, meter, stop, listener);
    try {
      crew().run(() -> new ChunkCopier(shared), this::report);
    } finally {
      // What is finished stays, whatever ended the pass.
      commits.commit();
    }
    report(0);
  }

  private Crew crew() {
    // Clones are compared with what was read.
    int buffers = job.options().siblings() == KnownChunks.NONE ? 1 : 2;
    Concurrency concurrency = Workers.concurrency(geometry, job.options().connections(), buffers);
    return new Crew(geometry.chunks(), concurrency, meter, stop);
  }

  private List<Integer> verifyPass(Round round, BitSet before) {
    var verification = new VerifyPass(round.journal(), Optional.of(round.leaves()), meter);
    boolean full = job.options().verification() == Verification.FULL;
    return verification.run(
        job.readBack(),
        full ? _ -> Look.ALL : Samples.of(geometry, round, before),
        crew(),
        this::report);
  }

  private void report(int connections) {
    listener.progress(meter.progress(connections));
  }

  private CopyResult result(ChunkJournal journal) {
    return new CopyResult(geometry.size(), meter.counters(), meter.spent(), journal.rootText());
  }
}
