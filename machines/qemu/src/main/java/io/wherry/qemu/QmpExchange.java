package io.wherry.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.move.DiskExchange;
import io.wherry.qemu.move.DiskJobs;
import java.util.ArrayList;
import java.util.List;

/** {@link DiskExchange} by mirror jobs that wait for us before they pivot. */
final class QmpExchange implements DiskExchange {
  private static final String PREFIX = "mirror-";

  private final Qmp qmp;
  private final QmpDisks disks;

  QmpExchange(Qmp qmp) {
    this.qmp = qmp;
    this.disks = new QmpDisks(qmp);
  }

  @Override
  public void begin(String tag, NewImage image, long bytesPerSecond) {
    String job = DiskJobs.jobId(image.disk(), tag);
    String node = job + QmpDisks.NODE;
    disks.close(node);
    var _ = qmp.execute("blockdev-add", node(image).put("node-name", node));
    ObjectNode arguments = QmpArguments.object();
    arguments.put("job-id", job).put("device", disks.inUse(image.disk())).put("target", node);
    arguments.put("sync", "full").put("copy-mode", "write-blocking").put("speed", bytesPerSecond);
    arguments.put("auto-finalize", false).put("auto-dismiss", false);
    arguments.put("on-source-error", "report").put("on-target-error", "report");
    try {
      var _ = qmp.execute("blockdev-mirror", arguments);
    } catch (InvalidRequest e) {
      disks.close(node);
      throw e;
    }
  }

  /** A raw image is cut to the disk's size: QEMU mirrors only between equal ones. */
  private ObjectNode node(NewImage image) {
    ObjectNode node = QmpArguments.object();
    node.put("driver", image.format()).put("discard", "unmap").put("detect-zeroes", "unmap");
    if (image.format().equals("raw")) {
      node.put("size", disks.size(image.disk()));
    }
    ObjectNode file = node.putObject("file").put("driver", "file");
    file.put("filename", image.file().toString()).put("discard", "unmap");
    if (image.cache() == MachineSpec.Cache.NONE) {
      node.putObject("cache").put("direct", true);
      file.putObject("cache").put("direct", true);
    }
    return node;
  }

  @Override
  public List<State> of(String tag) {
    List<State> states = new ArrayList<>();
    for (JsonNode job : qmp.execute("query-jobs")) {
      String id = job.path("id").asText();
      if (id.startsWith(PREFIX) && id.endsWith("-" + tag)) {
        states.add(
            new State(
                id.substring(PREFIX.length(), id.length() - tag.length() - 1),
                phase(job.path("status").asText()),
                job.path("current-progress").asLong(),
                job.path("total-progress").asLong(),
                job.path("error").asText()));
      }
    }
    return states;
  }

  private static Phase phase(String status) {
    return switch (status) {
      case "ready", "standby" -> Phase.READY;
      case "pending" -> Phase.HELD;
      case "aborting", "concluded", "null" -> Phase.ENDED;
      default -> Phase.COPYING;
    };
  }

  @Override
  public void limit(String tag, long bytesPerSecond) {
    for (State state : of(tag)) {
      ObjectNode arguments = job("device", state, tag).put("speed", bytesPerSecond);
      var _ = qmp.execute("block-job-set-speed", arguments);
    }
  }

  @Override
  public void hold(String tag) {
    for (State state : of(tag)) {
      if (state.phase() != Phase.HELD) {
        var _ = qmp.execute("job-complete", job("id", state, tag));
      }
    }
  }

  @Override
  public void commit(String tag) {
    for (State state : of(tag)) {
      if (state.phase() == Phase.HELD) {
        var _ = qmp.execute("job-finalize", job("id", state, tag));
      }
    }
  }

  @Override
  public void abandon(String tag) {
    for (State state : of(tag)) {
      if (state.phase() != Phase.ENDED) {
        var _ = qmp.execute("job-cancel", job("id", state, tag));
      }
    }
  }

  @Override
  public void forget(String tag) {
    of(tag).forEach(s -> disks.forget(s.disk(), tag));
  }

  private static ObjectNode job(String field, State state, String tag) {
    return QmpArguments.object().put(field, DiskJobs.jobId(state.disk(), tag));
  }
}
