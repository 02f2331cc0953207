package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.copy.ChunkVerifier.Look;
import io.wherry.problems.InvalidRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks a disk against the journal of the copy that made it, without any source. */
public final class DiskVerify {
  private final BlockReader disk;
  private final Path journal;
  private final CopyListener listener;
  private final StopSignal stop = new StopSignal();

  public DiskVerify(BlockReader disk, Path journal, CopyListener listener) {
    this.disk = disk;
    this.journal = journal;
    this.listener = listener;
  }

  /**
   * What was found.
   *
   * @param bytesRead bytes read from the disk
   * @param wrong chunks that hold something else than was copied
   * @param digest root digest that the journal states, as in {@link CopyResult}
   */
  public record Outcome(long bytesRead, List<Extent> wrong, String digest) {}

  /** Ends {@link #run}, from any thread. */
  public void stop() {
    stop.stop();
  }

  /**
   * Reads the disk, as far as it was copied, and compares. Blocks.
   *
   * @throws InvalidRequest there is no journal of a finished copy, or the disk is shorter
   */
  public Outcome run() {
    try (ChunkJournal known = ChunkJournal.existing(journal).orElseThrow(this::none)) {
      Geometry geometry = known.geometry();
      if (geometry.size() > disk.size()) {
        throw new InvalidRequest(
            "The disk has %d bytes, but %d were copied. It was cut, or the journal is another disk's."
                .formatted(disk.size(), geometry.size()));
      }
      if (!known.isFinished()) {
        throw new InvalidRequest(
            "The copy that " + journal + " speaks of is not finished. Run the copy again first.");
      }
      Meter meter = new Meter(System::nanoTime, new ProcessorTime(System::nanoTime));
      Crew crew = new Crew(geometry.chunks(), Workers.concurrency(geometry, 0, 1), meter, stop);
      List<Integer> wrong =
          new VerifyPass(known, Optional.empty(), meter)
              .run(disk, _ -> Look.ALL, crew, n -> listener.progress(meter.progress(n)));
      List<Extent> extents =
          wrong.stream()
              .map(c -> new Extent(geometry.offset(c), geometry.length(c), ExtentKind.DATA))
              .toList();
      return new Outcome(meter.verified.sum(), extents, known.rootText());
    }
  }

  private InvalidRequest none() {
    return new InvalidRequest(
        "There is no journal of a copy of this disk at %s. Name it, or copy the disk with Wherry first."
            .formatted(journal));
  }
}
