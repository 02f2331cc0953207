package io.wherry.vmimport.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.DiskChanges;
import io.wherry.spi.DiskRequest;
import io.wherry.testkit.source.PlayedSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Does what a worker pod's task says, on targets in memory. Where the task names what the target
 * holds, only what has changed since is copied: a wrong name ends in a wrong disk.
 */
public final class PlayedWorker {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final class Volume {
    private byte[] bytes = new byte[0];
    private String holds = "";
  }

  private final PlayedSource source;
  private final Map<String, Volume> volumes = new HashMap<>();
  private final List<String> copies = new ArrayList<>();

  public PlayedWorker(PlayedSource source) {
    this.source = source;
  }

  /** Copies, and says how much. */
  public PlayedCluster.Fate copy(Resource pod) {
    WorkerTask.Copy task = task(pod);
    List<String> warnings = new ArrayList<>();
    long read = 0;
    for (WorkerTask.Disk disk : task.disks()) {
      read += copy(task, disk, volume(pod, disk), warnings);
    }
    copies.add(read + " bytes");
    return new PlayedCluster.Fate.Success(
        "{\"bytesRead\":\"" + read + "\",\"bytesWritten\":\"" + read + "\"}", warnings);
  }

  /** Bytes of each copy, in order. */
  public List<String> copies() {
    return List.copyOf(copies);
  }

  /** What a claim holds. */
  byte[] content(String claim) {
    return volumes.getOrDefault(claim, new Volume()).bytes;
  }

  private Volume volume(Resource pod, WorkerTask.Disk disk) {
    String name = "disk" + disk.path().replaceAll(".*(disk|block)([0-9]+).*", "$2");
    for (JsonNode v : pod.items("spec", "volumes")) {
      if (v.path("name").asText().equals(name)) {
        String claim = v.at("/persistentVolumeClaim/claimName").asText();
        return volumes.computeIfAbsent(claim, _ -> new Volume());
      }
    }
    throw new AssertionError(pod + " has no volume for " + disk);
  }

  private long copy(
      WorkerTask.Copy task, WorkerTask.Disk disk, Volume target, List<String> warnings) {
    String machine = task.source().machine();
    var request =
        new DiskRequest(machine, disk.id(), task.round().snapshotId(), task.round().mark());
    var tracking = task.round().disks().getOrDefault(disk.id(), new WorkerTask.Tracking("", ""));
    byte[] all = read(request);
    long copied = all.length;
    if (!tracking.since().isEmpty()) {
      switch (source.changes(request, tracking.since())) {
        case DiskChanges.Known(var ranges) when tracking.since().equals(target.holds) -> {
          copied = 0;
          for (var range : ranges) {
            int at = (int) range.offset();
            System.arraycopy(all, at, target.bytes, at, (int) range.length());
            copied += range.length();
          }
        }
        case DiskChanges.Known(_) -> target.bytes = all;
        case DiskChanges.Unknown(String why) -> {
          warnings.add(disk.id() + ": " + why);
          target.bytes = all;
        }
      }
    } else {
      copied = Arrays.equals(all, target.bytes) ? 0 : all.length;
      target.bytes = all;
    }
    target.holds = tracking.checkpoint();
    return copied;
  }

  private byte[] read(DiskRequest request) {
    try (var reader = source.openDisk(request)) {
      byte[] all = new byte[(int) reader.size()];
      reader.read(0, ByteBuffer.wrap(all));
      return all;
    }
  }

  private static WorkerTask.Copy task(Resource pod) {
    for (JsonNode e : pod.at("spec", "containers").path(0).path("env")) {
      if (e.path("name").asText().equals(WorkerTask.ENVIRONMENT_VARIABLE)) {
        try {
          return (WorkerTask.Copy) JSON.readValue(e.path("value").asText(), WorkerTask.class);
        } catch (JsonProcessingException x) {
          throw new AssertionError(x);
        }
      }
    }
    throw new AssertionError(pod + " has no task.");
  }

  /** True when the claim holds exactly these bytes. */
  public boolean holds(String claim, byte[] bytes) {
    return Arrays.equals(content(claim), bytes);
  }
}
