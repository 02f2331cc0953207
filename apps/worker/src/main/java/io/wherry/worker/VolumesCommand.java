package io.wherry.worker;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.FileRegion;
import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.CopyResult;
import io.wherry.blocks.copy.Verification;
import io.wherry.blocks.qcow2.Qcow2Reader;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.WorkerReport;
import io.wherry.resources.WorkerTask;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Does a {@link WorkerTask.Volumes}: volume to volume, one disk after the other. */
final class VolumesCommand {
  private final PodPaths paths;
  private final Consumer<String> log;
  private final Clock clock;
  private final CopyStatus status;

  VolumesCommand(PodPaths paths, Consumer<String> log, Clock clock, CopyStatus status) {
    this.paths = paths;
    this.log = log;
    this.clock = clock;
    this.status = status;
  }

  /**
   * Copies. Blocks; interruption stops it, and running it again continues.
   *
   * @throws io.wherry.problems.WherryException the copy failed; what was copied stays
   */
  WorkerReport run(WorkerTask.Volumes task) {
    List<DiskResult> results = new ArrayList<>();
    for (WorkerTask.Pair pair : task.pairs()) {
      long began = clock.millis();
      CopyResult result = copy(pair);
      results.add(DiskResult.of(pair.id(), result, clock.millis() - began));
    }
    results.forEach(r -> log.accept(r.line()));
    return new WorkerReport(true, "", "", "", false, DiskResult.facts(results), List.of());
  }

  private CopyResult copy(WorkerTask.Pair pair) {
    PodPaths.Place to = paths.find(pair.to());
    try (BlockReader source = open(paths.find(pair.from()))) {
      long size = source.size();
      if (to.capacityBytes() > 0 && to.capacityBytes() < size) {
        throw new PeerRefused(
            "The target volume of claim %s holds %d bytes, its disk has %d. Use a larger volume."
                .formatted(pair.id(), to.capacityBytes(), size));
      }
      log.accept("copying the disk of claim %s, %d MiB".formatted(pair.id(), size >> 20));
      CopyResult result =
          new TargetDisk(to, new WorkerTask.Disk(pair.id(), pair.to(), size))
              .copy(
                  source,
                  version(source, pair),
                  CopyOptions.of(Verification.FULL).withLimits(status.copies().shares()),
                  new ProgressLog(pair.id(), log, clock, status));
      log.accept(
          "the disk of claim %s is copied and verified, digest %s"
              .formatted(pair.id(), result.digest()));
      return result;
    }
  }

  // The format is known and never guessed: a guest may write anything to a raw disk.
  private static BlockReader open(PodPaths.Place from) {
    FileRegion file = FileRegion.openDisk(from.path());
    try {
      // Nobody may write to the disk meanwhile.
      FileRegion locked = file.lock();
      return from.format().equals("qcow2")
          ? Qcow2Reader.open(locked, DiskImages.Siblings.none(locked.name()))
          : DiskImages.raw(locked);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  // Without a version of the source, everything is compared.
  private static String version(BlockReader source, WorkerTask.Pair pair) {
    return source.version().isEmpty() ? "" : pair.identity() + " " + source.version();
  }
}
