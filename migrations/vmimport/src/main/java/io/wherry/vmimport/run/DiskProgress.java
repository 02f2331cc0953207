package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Progress;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Target;
import java.util.Optional;

/** The disk transfer in upstream's megabytes, with exact bytes, rate and time left beside them. */
final class DiskProgress {
  private static final long MIB = 1L << 20;
  private static final String DONE = "wherry.io/bytes-done";
  private static final String TOTAL = "wherry.io/bytes-total";
  private static final String RATE = "wherry.io/rate-bytes-per-second";
  private static final String LEFT = "wherry.io/time-left-seconds";

  private final ImportOrder order;
  private final Progress progress;
  private final PipelineProjection.StageState state;

  DiskProgress(ImportOrder order, Progress progress, PipelineProjection.StageState state) {
    this.order = order;
    this.progress = progress;
    this.state = state;
  }

  /** Adds progress, annotations and one task per disk. */
  void write(ObjectNode step) {
    ObjectNode annotations = step.putObject("annotations").put("unit", "MB");
    ObjectNode sum = step.putObject("progress");
    ArrayNode tasks = step.putArray("tasks");
    long completed = 0;
    long total = 0;
    long bytesDone = 0;
    long bytesTotal = 0;
    long rate = 0;
    long left = -1;
    for (Target.Disk disk : order.target().disks()) {
      Progress.Part part = part(disk);
      ObjectNode task = task(disk, part);
      tasks.add(task);
      completed += task.at("/progress/completed").asLong();
      total += task.at("/progress/total").asLong();
      bytesDone += part.done();
      bytesTotal += part.total();
      rate += part.rate();
      left = Math.max(left, part.leftSeconds());
    }
    sum.put("completed", completed).put("total", total);
    annotate(annotations, new Progress.Part("", bytesDone, bytesTotal, rate, left));
  }

  /** Adds how far a conversion is. */
  static void percent(ObjectNode step, Progress progress) {
    for (Progress.Part part : progress.parts()) {
      ObjectNode annotations = step.putObject("annotations");
      annotations.put(
          "wherry.io/percent", Long.toString(100 * part.done() / Math.max(1, part.total())));
      if (part.leftSeconds() >= 0) {
        annotations.put(LEFT, Long.toString(part.leftSeconds()));
      }
    }
  }

  private ObjectNode task(Target.Disk disk, Progress.Part part) {
    long megabytes = Math.ceilDiv(capacity(disk), MIB);
    ObjectNode task = order.toJson().objectNode();
    task.put("name", source(disk).id());
    boolean whole = part.total() > 0 && part.done() >= part.total();
    boolean stopped = state.completed().isPresent() && part.total() > 0;
    if (state.isDone() || stopped) {
      state.write(task);
    } else if (part.total() > 0 && state.started().isPresent()) {
      task.put("phase", whole ? "Completed" : "Running");
      task.put("started", VmStatus.time(state.started().get()));
    } else {
      task.put("phase", "Pending");
    }
    double share = part.total() > 0 ? (double) part.done() / part.total() : 0;
    task.putObject("progress")
        .put("completed", state.isDone() ? megabytes : (long) Math.floor(megabytes * share))
        .put("total", megabytes);
    annotate(task.putObject("annotations").put("unit", "MB"), part);
    return task;
  }

  private void annotate(ObjectNode annotations, Progress.Part part) {
    if (part.total() > 0) {
      annotations.put(DONE, Long.toString(part.done()));
      annotations.put(TOTAL, Long.toString(part.total()));
    }
    if (part.rate() > 0 && !state.isDone()) {
      annotations.put(RATE, Long.toString(part.rate()));
    }
    if (part.leftSeconds() >= 0 && !state.isDone()) {
      annotations.put(LEFT, Long.toString(part.leftSeconds()));
    }
  }

  // Log lines carry ids without white space.
  private Progress.Part part(Target.Disk disk) {
    String name = disk.id().replaceAll("\\s", "_");
    Optional<Progress.Part> found =
        progress.parts().stream().filter(p -> p.name().equals(name)).findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    long bytes = state.isDone() ? capacity(disk) : 0;
    return new Progress.Part(name, bytes, bytes, 0, -1);
  }

  private long capacity(Target.Disk disk) {
    return source(disk).capacityBytes();
  }

  private SourceMachine.SourceDisk source(Target.Disk disk) {
    return order.machine().disks().get(disk.index());
  }
}
