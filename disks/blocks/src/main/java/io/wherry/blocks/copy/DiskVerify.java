package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

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
   * @param digest hexadecimal root digest that the journal states
   */
  public record Outcome(long bytesRead, List<Extent> wrong, String digest) {}

  /** Ends {@link #run}, from any thread. */
  public void stop() {
    stop.stop();
  }

  /**
   * Reads the disk and compares. Blocks.
   *
   * @param size bytes that were copied; a target may be larger
   * @throws InvalidRequest there is no journal of a finished copy of that size
   */
  public Outcome run(long size) {
    Geometry geometry = Geometry.of(size);
    try (ChunkJournal known = ChunkJournal.existing(journal, geometry).orElseThrow(this::none)) {
      if (!known.isFinished()) {
        throw new InvalidRequest(
            "The copy that " + journal + " speaks of is not finished. Run the copy again first.");
      }
      Meter meter = new Meter(System::nanoTime, new ProcessorTime(System::nanoTime));
      Crew crew = new Crew(geometry.chunks(), Workers.concurrency(geometry, 0), meter, stop);
      List<Integer> wrong =
          new VerifyPass(geometry, known, meter, stop)
              .run(disk, _ -> true, crew, n -> listener.progress(meter.progress(n)));
      List<Extent> extents =
          wrong.stream()
              .map(c -> new Extent(geometry.offset(c), geometry.length(c), ExtentKind.DATA))
              .toList();
      String digest = HexFormat.of().formatHex(known.root());
      return new Outcome(meter.verified.sum(), extents, digest);
    }
  }

  private InvalidRequest none() {
    return new InvalidRequest(
        "There is no journal of a copy of this disk at %s. Name it, or copy the disk with Wherry first."
            .formatted(journal));
  }
}
