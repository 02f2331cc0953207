package io.wherry.resources;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a worker pod has to do: the JSON value of its environment variable {@code WHERRY_TASK}.
 * Paths are paths inside the pod; where there is no container, {@code WHERRY_MOUNTS} translates
 * them (see {@link WorkerMount}). Contains no secrets: those come as mounted files.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WorkerTask.Copy.class, name = "copy"),
  @JsonSubTypes.Type(value = WorkerTask.Convert.class, name = "convert"),
  @JsonSubTypes.Type(value = WorkerTask.Volumes.class, name = "volumes"),
  @JsonSubTypes.Type(value = WorkerTask.Hook.class, name = "hook")
})
public sealed interface WorkerTask {
  /** The environment variable that carries the task. */
  String ENVIRONMENT_VARIABLE = "WHERRY_TASK";

  /**
   * Copy disks of one source machine, each verified and durable before the task succeeds. Running
   * it again continues.
   *
   * @param round which state of the disks; {@link Round#WHOLE} for a machine that is off
   */
  record Copy(Source source, List<Disk> disks, Round round) implements WorkerTask {
    public Copy {
      // A task of an older controller knows no rounds.
      round = Objects.requireNonNullElse(round, Round.WHOLE);
    }
  }

  /**
   * One pass over the disks of a machine that may be running.
   *
   * @param mark of the run: what the source needs for a time only carries it
   * @param snapshotId the state that is read; empty for a machine that is off
   * @param disks change tracking by disk id; a disk that is missing is compared as a whole
   */
  record Round(String mark, String snapshotId, Map<String, Tracking> disks) {
    /** Everything of a machine that is off. */
    public static final Round WHOLE = new Round("", "", Map.of());
  }

  /**
   * Where a disk stands in the source's change tracking.
   *
   * @param checkpoint position of the state that is read; empty when the source has none
   * @param since position of the state that the target holds already; empty for none
   */
  record Tracking(String checkpoint, String since) {}

  /**
   * Copy disks from volume to volume, each verified and durable before the task succeeds. Running
   * it again continues.
   */
  record Volumes(List<Pair> pairs) implements WorkerTask {}

  /**
   * @param id names the disk in log and report
   * @param from the source: {@code /mnt/from/disk0/disk.img} or {@code /dev/from0}
   * @param to the target: {@code /mnt/disks/disk0/disk.img} or {@code /dev/block0}
   * @param identity of the target volume: what is remembered of another one is not believed
   */
  record Pair(String id, String from, String to, String identity) {}

  /** Convert a copied guest in place, all disks or none. Running it again is harmless. */
  record Convert(String machine, List<Disk> disks, Engine engine, String firmware, int rootDisk)
      implements WorkerTask {}

  /**
   * Run an Ansible playbook with {@code ansible-playbook}.
   *
   * @param folder with the playbook and the files that it reads
   * @param playbook its name in the folder
   * @param deadlineSeconds 0 for none
   */
  record Hook(String folder, String playbook, long deadlineSeconds) implements WorkerTask {}

  /**
   * Where the bytes come from.
   *
   * @param type provider type, for example {@code ova}
   * @param url the provider's URL; for shares the worker reads {@code mountPath} instead
   * @param machine the source's id of the machine
   * @param mountPath where the share is mounted in the pod, empty when there is none
   * @param secretPath directory with the provider's credentials as files, empty when there are none
   */
  record Source(
      String type,
      String url,
      String machine,
      String mountPath,
      String secretPath,
      Map<String, String> settings) {}

  /**
   * @param id the source's id of the disk
   * @param path the target: {@code /mnt/disks/disk0/disk.img} or {@code /dev/block0}
   * @param capacityBytes size the guest will see
   */
  record Disk(String id, String path, long capacityBytes) {}

  /** Which converter is wanted. */
  enum Engine {
    auto,
    express,
    virtV2v
  }
}
