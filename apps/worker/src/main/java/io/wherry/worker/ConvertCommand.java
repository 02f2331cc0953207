package io.wherry.worker;

import io.wherry.conversion.ConversionListener;
import io.wherry.conversion.ConversionRequest;
import io.wherry.conversion.ConversionResult;
import io.wherry.conversion.Converter;
import io.wherry.conversion.DiskFormat;
import io.wherry.conversion.EngineChoice;
import io.wherry.conversion.Firmware;
import io.wherry.conversion.GuestDisk;
import io.wherry.resources.WorkerMount;
import io.wherry.resources.WorkerProgress;
import io.wherry.resources.WorkerReport;
import io.wherry.resources.WorkerTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Does a {@link WorkerTask.Convert}: finds the disks behind the pod's paths, converts the guest and
 * puts what was found into the report.
 */
final class ConvertCommand {
  /**
   * Beside the first disk: it must survive the worker, because it holds the conversion's journal.
   */
  static final String WORK = ".conversion";

  private static final String DEVICES = "/dev";

  private final Converter converter;
  private final List<WorkerMount> mounts;
  private final Consumer<String> log;
  private final Path scratch;

  /**
   * @param mounts where the pod's volumes are on this machine; empty in a container
   * @param log gets progress and messages, one line each
   * @param scratch for work directories of disks that are block devices
   */
  ConvertCommand(
      Converter converter, List<WorkerMount> mounts, Consumer<String> log, Path scratch) {
    this.converter = converter;
    this.mounts = List.copyOf(mounts);
    this.log = log;
    this.scratch = scratch;
  }

  /**
   * Converts. Blocks; interruption cancels.
   *
   * @throws io.wherry.problems.WherryException as {@link Converter#convert}; the disks are
   *     unchanged
   */
  WorkerReport run(WorkerTask.Convert task) {
    List<GuestDisk> disks = task.disks().stream().map(d -> disk(d.path())).toList();
    ConversionRequest request =
        new ConversionRequest(
            task.machine(),
            disks,
            choice(task.engine()),
            Firmware.parse(task.firmware()),
            task.rootDisk(),
            disks.isEmpty() ? scratch : work(disks.getFirst().path()));
    ConversionResult result = converter.convert(request, new Told(disks));
    log.accept("converted by " + result.engine() + ": " + result.reason());
    return new WorkerReport(true, "", "", "", false, facts(result), result.warnings());
  }

  /** Passes progress on; a copy must never be continued on disks that a conversion has changed. */
  private final class Told implements ConversionListener {
    private final List<GuestDisk> disks;

    Told(List<GuestDisk> disks) {
      this.disks = disks;
    }

    @Override
    public void progress(int percent, String doing) {
      log.accept(new WorkerProgress("guest", "convert", percent, 100, 0, -1).line());
      log.accept(doing);
    }

    @Override
    public void committing() {
      disks.forEach(d -> CopyMemory.of(d.path()).forget());
    }
  }

  private GuestDisk disk(String path) {
    Optional<WorkerMount> mount =
        mounts.stream()
            .filter(m -> path.equals(m.mountPath()) || path.startsWith(m.mountPath() + "/"))
            .max(Comparator.comparingInt(m -> m.mountPath().length()));
    if (mount.isEmpty()) {
      return new GuestDisk(Path.of(path), DiskFormat.RAW);
    }
    String rest = path.substring(mount.get().mountPath().length());
    DiskFormat format =
        mount.get().format().isEmpty() ? DiskFormat.RAW : DiskFormat.parse(mount.get().format());
    return new GuestDisk(Path.of(mount.get().hostPath() + rest), format);
  }

  private Path work(Path firstDisk) {
    Path parent = Optional.ofNullable(firstDisk.toAbsolutePath().getParent()).orElse(scratch);
    return parent.startsWith(DEVICES)
        ? scratch.resolve("conversion" + firstDisk.toString().replace('/', '-'))
        : parent.resolve(WORK);
  }

  private static EngineChoice choice(WorkerTask.Engine engine) {
    return switch (engine) {
      case auto -> EngineChoice.AUTO;
      case express -> EngineChoice.EXPRESS;
      case virtV2v -> EngineChoice.VIRT_V2V;
    };
  }

  private static Map<String, String> facts(ConversionResult result) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("engine", result.engine());
    facts.put("engineReason", result.reason());
    facts.put("firmware", result.firmware().wire());
    facts.put("os", result.os().id());
    facts.put("osVersion", result.os().version());
    facts.put("osName", result.os().name());
    facts.put("arch", result.os().arch());
    facts.put("rootDevice", result.rootDevice());
    List<String> empty = new ArrayList<>();
    facts.forEach((name, value) -> {
      if (value.isEmpty()) {
        empty.add(name);
      }
    });
    empty.forEach(facts::remove);
    return facts;
  }
}
