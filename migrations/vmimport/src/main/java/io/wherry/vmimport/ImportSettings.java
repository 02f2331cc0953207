package io.wherry.vmimport;

import io.wherry.problems.InvalidRequest;
import io.wherry.resources.WorkerTask;
import java.time.Duration;

/**
 * Settings of the import controllers.
 *
 * @param flightLimits how much may be under way at a time
 * @param pvcNameTemplate Go template for PVC names where plan and VM give none; upstream's {@code
 *     controller_pvc_name_template}
 * @source plans-and-migrations.md section 8
 */
public record ImportSettings(
    FlightLimits flightLimits,
    DiskOverhead diskOverhead,
    Worker worker,
    Timings timings,
    Retention retention,
    String pvcNameTemplate) {

  /** The operator's effective defaults. */
  public static final ImportSettings DEFAULTS =
      new ImportSettings(
          FlightLimits.DEFAULT,
          new DiskOverhead(10, 0),
          new Worker("wherry/worker:0.1.0", WorkerTask.Engine.auto, ""),
          new Timings(
              Duration.ofMinutes(60),
              Duration.ofSeconds(30),
              Duration.ofMinutes(5),
              Duration.ofMinutes(120),
              Duration.ofMinutes(10)),
          new Retention(false, true),
          "{{trunc 15 .PlanName}}-{{trunc 15 .TargetVmName}}-disk-{{.DiskIndex}}");

  public ImportSettings {
    require(!pvcNameTemplate.isBlank(), "controller_pvc_name_template must not be empty");
  }

  /** The same with another limit of VMs in flight. */
  public ImportSettings withMaxVmInFlight(int most) {
    return withFlightLimits(flightLimits.withPerSource(most));
  }

  /** The same with other limits. */
  public ImportSettings withFlightLimits(FlightLimits other) {
    return new ImportSettings(other, diskOverhead, worker, timings, retention, pvcNameTemplate);
  }

  /** VMs, or transfers of a host, at a time; upstream's {@code controller_max_vm_inflight}. */
  public int maxVmInFlight() {
    return flightLimits.perSource();
  }

  ImportSettings withDiskOverhead(DiskOverhead other) {
    return new ImportSettings(flightLimits, other, worker, timings, retention, pvcNameTemplate);
  }

  ImportSettings withWorker(Worker other) {
    return new ImportSettings(
        flightLimits, diskOverhead, other, timings, retention, pvcNameTemplate);
  }

  ImportSettings withTimings(Timings other) {
    return new ImportSettings(
        flightLimits, diskOverhead, worker, other, retention, pvcNameTemplate);
  }

  ImportSettings withRetention(Retention other) {
    return new ImportSettings(flightLimits, diskOverhead, worker, timings, other, pvcNameTemplate);
  }

  ImportSettings withPvcNameTemplate(String other) {
    return new ImportSettings(flightLimits, diskOverhead, worker, timings, retention, other);
  }

  /**
   * What a PVC needs beyond the disk's own size.
   *
   * @param filesystemPercent share of a Filesystem volume that its own structures take, percent of
   *     the whole; upstream's {@code controller_filesystem_overhead}
   * @param blockBytes added to a Block volume; upstream's {@code controller_block_overhead}
   */
  public record DiskOverhead(int filesystemPercent, long blockBytes) {
    public DiskOverhead {
      require(
          filesystemPercent >= 0 && filesystemPercent < 100,
          "controller_filesystem_overhead must be between 0 and 99 percent");
      require(blockBytes >= 0, "controller_block_overhead must not be negative");
    }
  }

  /**
   * Worker pods.
   *
   * @param image the one worker image
   * @param converter engine when the plan asks for none
   * @param serviceAccount when the plan names none; upstream's {@code
   *     controller_migration_service_account}; empty for the namespace's default
   */
  public record Worker(String image, WorkerTask.Engine converter, String serviceAccount) {
    public Worker {
      require(image.contains("/"), "the worker image must be a full image name with a '/'");
    }
  }

  /**
   * @param precopyInterval between precopy rounds; upstream's {@code controller_precopy_interval}
   * @param connectionTest between tests of a provider's connection
   * @param blockerGrace how long a blocker may stand during a run; upstream's {@code
   *     controller_blocker_grace_period_minutes}
   * @param snapshotRemoval how long the source may take to remove and merge a snapshot; upstream's
   *     {@code controller_snapshot_removal_timeout_minuts}
   * @param shutdown how long a guest may take to shut down before its plug is pulled
   */
  public record Timings(
      Duration precopyInterval,
      Duration connectionTest,
      Duration blockerGrace,
      Duration snapshotRemoval,
      Duration shutdown) {
    public Timings {
      require(precopyInterval.isPositive(), "controller_precopy_interval must be positive");
      require(connectionTest.isPositive(), "the connection test interval must be positive");
      require(!blockerGrace.isNegative(), "the blocker grace period must not be negative");
      require(snapshotRemoval.isPositive(), "the snapshot removal timeout must be positive");
      require(shutdown.isPositive(), "the shutdown time must be positive");
    }

    Timings withPrecopyInterval(Duration other) {
      return new Timings(other, connectionTest, blockerGrace, snapshotRemoval, shutdown);
    }

    Timings withSnapshotRemoval(Duration other) {
      return new Timings(precopyInterval, connectionTest, blockerGrace, other, shutdown);
    }
  }

  /**
   * What stays longer than it is needed.
   *
   * @param precopyPods worker pods of finished precopy rounds; upstream's {@code
   *     controller_retain_precopy_importer_pods}
   * @param awaitsConsolidation a warm import ends only when the source has merged the last
   *     snapshot; upstream's {@code wait_for_final_snapshot_consolidation}
   */
  public record Retention(boolean precopyPods, boolean awaitsConsolidation) {}

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidRequest("Settings: " + otherwise + ".");
    }
  }
}
