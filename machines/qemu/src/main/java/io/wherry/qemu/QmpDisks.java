package io.wherry.qemu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.move.DiskJob;
import io.wherry.qemu.move.DiskJobs;
import io.wherry.qemu.move.MirrorTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@link DiskJobs} by QMP. The node that a device uses is looked up by the device each time: after
 * a pivot it is another one than the machine was started with.
 */
final class QmpDisks implements DiskJobs {
  static final String NODE = "-node";

  private static final String DESCRIPTION = "json:";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Qmp qmp;

  QmpDisks(Qmp qmp) {
    this.qmp = qmp;
  }

  @Override
  public void mirror(String disk, String tag, MirrorTarget target, Pace pace) {
    String job = DiskJobs.jobId(disk, tag);
    open(job, target);
    ObjectNode arguments = QmpArguments.object();
    arguments.put("job-id", job).put("device", inUse(disk)).put("target", job + NODE);
    arguments.put("sync", "full").put("auto-dismiss", false);
    arguments.put("copy-mode", mode(pace.mode())).put("speed", pace.bytesPerSecond());
    arguments.put("on-source-error", "report").put("on-target-error", "report");
    try {
      var _ = qmp.execute("blockdev-mirror", arguments);
    } catch (InvalidRequest e) {
      close(job + NODE);
      throw e;
    }
  }

  private static String mode(CopyMode mode) {
    return switch (mode) {
      case BACKGROUND -> "background";
      case WRITE_BLOCKING -> "write-blocking";
    };
  }

  private void open(String job, MirrorTarget target) {
    ObjectNode node = QmpArguments.object();
    switch (target) {
      case MirrorTarget.LocalFile(var file, var format) -> {
        node.put("driver", format).put("discard", "unmap").put("detect-zeroes", "unmap");
        node.putObject("file").put("driver", "file").put("filename", file.toString());
      }
      case MirrorTarget.Export export -> {
        String tls = "disk-client-" + job;
        QmpArguments.credentials(qmp, tls, export.tls(), "client");
        ObjectNode file = node.put("driver", "raw").putObject("file").put("driver", "nbd");
        file.put("export", export.name()).putObject("server");
        ((ObjectNode) file.get("server"))
            .put("type", "inet")
            .put("host", export.host())
            .put("port", Integer.toString(export.port()));
        if (export.tls().isPresent()) {
          file.put("tls-creds", tls).put("tls-hostname", export.tls().get().peer());
        }
      }
    }
    var _ = qmp.execute("blockdev-add", node.put("node-name", job + NODE));
  }

  @Override
  public List<DiskJob> all() {
    List<DiskJob> jobs = new ArrayList<>();
    for (JsonNode job : qmp.execute("query-jobs")) {
      if (job.path("type").asText().equals("mirror")) {
        jobs.add(
            new DiskJob(
                job.path("id").asText(),
                phase(job.path("status").asText()),
                job.path("current-progress").asLong(),
                job.path("total-progress").asLong(),
                job.path("error").asText()));
      }
    }
    return jobs;
  }

  private static DiskJob.Phase phase(String status) {
    return switch (status) {
      case "ready", "standby" -> DiskJob.Phase.READY;
      case "concluded", "null" -> DiskJob.Phase.CONCLUDED;
      default -> DiskJob.Phase.RUNNING;
    };
  }

  @Override
  public void limit(String disk, String tag, long bytesPerSecond) {
    ObjectNode arguments = QmpArguments.object().put("device", DiskJobs.jobId(disk, tag));
    var _ = qmp.execute("block-job-set-speed", arguments.put("speed", bytesPerSecond));
  }

  @Override
  public void pivot(String disk, String tag) {
    var _ = qmp.execute("job-complete", id(DiskJobs.jobId(disk, tag)));
  }

  @Override
  public void seal(String disk, String tag) {
    // For a mirror that is ready, cancelling without force means: finish, but do not pivot.
    ObjectNode arguments = QmpArguments.object().put("device", DiskJobs.jobId(disk, tag));
    var _ = qmp.execute("block-job-cancel", arguments.put("force", false));
  }

  @Override
  public void abandon(String disk, String tag) {
    ObjectNode arguments = QmpArguments.object().put("device", DiskJobs.jobId(disk, tag));
    var _ = qmp.execute("block-job-cancel", arguments.put("force", true));
  }

  @Override
  public void forget(String disk, String tag) {
    String job = DiskJobs.jobId(disk, tag);
    if (find(disk, tag).isPresent()) {
      var _ = qmp.execute("job-dismiss", id(job));
    }
    String used = inUse(disk);
    for (JsonNode node : qmp.execute("query-named-block-nodes", flat())) {
      String name = node.path("node-name").asText();
      boolean ofDisk = name.equals(disk) || name.startsWith("mirror-" + disk + "-");
      if (ofDisk && !name.equals(used)) {
        close(name);
      }
    }
    QmpArguments.credentials(qmp, "disk-client-" + job, Optional.empty(), "client");
  }

  private static ObjectNode flat() {
    return QmpArguments.object().put("flat", true);
  }

  private static ObjectNode id(String id) {
    return QmpArguments.object().put("id", id);
  }

  /** Closes an image unless something uses it. */
  void close(String node) {
    try {
      var _ = qmp.execute("blockdev-del", QmpArguments.object().put("node-name", node));
    } catch (InvalidRequest _) {
      // used by another job, or a part of a node that goes with it
    }
  }

  @Override
  public Optional<String> image(String disk) {
    return device(disk).map(d -> file(d.at("/inserted/file").asText())).filter(f -> !f.isEmpty());
  }

  /** An image that is cut to the disk's size has no plain name, but a description with one. */
  private static String file(String name) {
    if (!name.startsWith(DESCRIPTION)) {
      return name;
    }
    try {
      return JSON.readTree(name.substring(DESCRIPTION.length())).at("/file/filename").asText(name);
    } catch (JsonProcessingException _) {
      return name;
    }
  }

  /** Bytes that the guest sees. */
  long size(String disk) {
    return device(disk).map(d -> d.at("/inserted/image/virtual-size").asLong()).orElse(0L);
  }

  /** Name of the node that the device uses now. */
  String inUse(String disk) {
    return device(disk)
        .map(d -> d.at("/inserted/node-name").asText())
        .orElseThrow(() -> new InvalidRequest("This machine has no disk '" + disk + "'."));
  }

  private Optional<JsonNode> device(String disk) {
    String id = "/dev-" + disk;
    for (JsonNode device : qmp.execute("query-block")) {
      String path = device.path("qdev").asText();
      // Behind a virtio device the path goes on; for others QEMU gives the bare id.
      if (path.contains(id + "/") || path.endsWith(id) || path.equals("dev-" + disk)) {
        return Optional.of(device);
      }
    }
    return Optional.empty();
  }
}
