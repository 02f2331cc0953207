package io.wherry.worker;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.CopyResult;
import io.wherry.blocks.copy.Verification;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.WorkerReport;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Does a {@link WorkerTask.Copy}: every disk of one machine, one after the other. */
final class CopyCommand {
  private final Map<SourceType, SourceProvider> providers;
  private final PodPaths paths;
  private final Consumer<String> log;
  private final Clock clock;
  private final CopyStatus status;

  CopyCommand(
      Map<SourceType, SourceProvider> providers,
      PodPaths paths,
      Consumer<String> log,
      Clock clock,
      CopyStatus status) {
    this.providers = providers;
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
  WorkerReport run(WorkerTask.Copy task) {
    List<DiskResult> results = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    try (SourceConnection source = connect(task.source())) {
      for (WorkerTask.Disk disk : task.disks()) {
        DiskState state = DiskState.of(source, task, disk.id());
        state.warning().ifPresent(warnings::add);
        long began = clock.millis();
        CopyResult result = copy(source, state, disk);
        results.add(DiskResult.of(disk.id(), result, clock.millis() - began));
      }
    }
    results.forEach(r -> log.accept(r.line()));
    return new WorkerReport(true, "", "", "", false, DiskResult.facts(results), warnings);
  }

  private SourceConnection connect(WorkerTask.Source source) {
    SourceProvider provider =
        SourceType.ofWire(source.type())
            .map(providers::get)
            .orElseThrow(() ->
                new InvalidRequest(
                    "This worker has no reader for providers of type " + source.type() + "."));
    String url =
        source.mountPath().isEmpty()
            ? source.url()
            : "file:" + paths.find(source.mountPath()).path();
    Credentials credentials =
        source.secretPath().isEmpty()
            ? Credentials.NONE
            : SecretFiles.read(paths.find(source.secretPath()).path());
    return provider.connect(new Endpoint("worker", "", "", url, source.settings()), credentials);
  }

  private CopyResult copy(SourceConnection source, DiskState state, WorkerTask.Disk disk) {
    PodPaths.Place place = paths.find(disk.path());
    if (place.capacityBytes() > 0 && place.capacityBytes() < disk.capacityBytes()) {
      throw new PeerRefused(
          "The target volume of disk %s holds %d bytes, the disk has %d. Use a larger volume."
              .formatted(disk.id(), place.capacityBytes(), disk.capacityBytes()));
    }
    String machine = state.request().machineId();
    try (BlockReader reader = source.openDisk(state.request())) {
      if (reader.size() != disk.capacityBytes()) {
        throw new InvalidRequest(
            "Disk %s has %d bytes now, the plan was made for %d. Run the migration again."
                .formatted(disk.id(), reader.size(), disk.capacityBytes()));
      }
      log.accept("copying disk %s, %d MiB".formatted(disk.id(), reader.size() >> 20));
      try (IntegrityWatch watch =
          IntegrityWatch.start(source.integrityChecks(machine, disk.id()), log)) {
        CopyResult result =
            new TargetDisk(place, disk)
                .copy(
                    reader,
                    state.version(),
                    CopyOptions.of(Verification.FULL)
                        .withChanges(state.changes())
                        .withLimits(status.copies().shares()),
                    new ProgressLog(disk.id(), log, clock, status));
        watch.await();
        log.accept(
            "disk %s is copied and verified: %d MiB of data, digest %s"
                .formatted(disk.id(), result.bytes().allocated() >> 20, result.digest()));
        return result;
      }
    }
  }
}
