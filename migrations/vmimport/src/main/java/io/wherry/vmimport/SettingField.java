package io.wherry.vmimport;

import io.wherry.problems.InvalidRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A field of a ForkliftController's spec that is in force here.
 *
 * @param name as upstream has it
 * @param takes what a value is, with its unit
 * @param meaning for the reference
 * @param since when a change counts
 * @param shown the value in settings, as the field would have it
 * @param with the settings with a value. Throws {@link InvalidRequest} when it cannot be used
 * @source plans-and-migrations.md section 8
 */
public record SettingField(
    String name,
    String takes,
    String meaning,
    String since,
    Function<ImportSettings, String> shown,
    BiFunction<ImportSettings, String, ImportSettings> with) {

  private static final String AT_ONCE = "at once, also for runs under way";
  private static final String NEXT_RUN = "for VMs whose migration begins later";

  /** All of them. */
  public static final List<SettingField> ALL =
      List.of(
          new SettingField(
              "controller_max_vm_inflight",
              "1 or more",
              "transfers of a vSphere host at a time; VMs at a time of a source without hosts",
              "at once; VMs under way go on",
              s -> "" + s.maxVmInFlight(),
              (s, v) -> s.withMaxVmInFlight(number(v, 1, Integer.MAX_VALUE))),
          new SettingField(
              "wherry_inflight_limits",
              "WORD=N or WORD/NAME=N, with commas; words: datastore, host, network, plan, provider, storageclass, total",
              "further limits of what is under way at a time, for each of a kind or for one by name",
              "at once; VMs under way go on",
              s -> s.flightLimits().text(),
              (s, v) -> s.withFlightLimits(s.flightLimits().withOthers(v))),
          new SettingField(
              "controller_precopy_interval",
              "minutes, 1 or more",
              "time between rounds of a warm migration; a plan's annotation wins",
              "within ten minutes, also for runs under way",
              s -> "" + s.timings().precopyInterval().toMinutes(),
              (s, v) -> s.withTimings(s.timings().withPrecopyInterval(minutes(v)))),
          new SettingField(
              "controller_snapshot_removal_timeout_minuts",
              "minutes, 1 or more",
              "how long the source may take to remove and merge a snapshot (the name is upstream's)",
              AT_ONCE,
              s -> "" + s.timings().snapshotRemoval().toMinutes(),
              (s, v) -> s.withTimings(s.timings().withSnapshotRemoval(minutes(v)))),
          new SettingField(
              "controller_filesystem_overhead",
              "percent, 0 to 99",
              "what a Filesystem volume needs for its own structures",
              NEXT_RUN,
              s -> "" + s.diskOverhead().filesystemPercent(),
              (s, v) ->
                  s.withDiskOverhead(
                      new ImportSettings.DiskOverhead(
                          number(v, 0, 99), s.diskOverhead().blockBytes()))),
          new SettingField(
              "controller_block_overhead",
              "bytes, 0 or more",
              "what is added to a Block volume",
              NEXT_RUN,
              s -> "" + s.diskOverhead().blockBytes(),
              (s, v) ->
                  s.withDiskOverhead(
                      new ImportSettings.DiskOverhead(
                          s.diskOverhead().filesystemPercent(), number(v, 0, Integer.MAX_VALUE)))),
          new SettingField(
              "controller_migration_service_account",
              "a name, or empty",
              "ServiceAccount of worker pods where the plan names none",
              NEXT_RUN,
              s -> s.worker().serviceAccount(),
              (s, v) ->
                  s.withWorker(
                      new ImportSettings.Worker(s.worker().image(), s.worker().converter(), v))),
          new SettingField(
              "controller_pvc_name_template",
              "a Go template, or empty",
              "names of PVCs where plan and VM give none; empty for the default",
              NEXT_RUN,
              ImportSettings::pvcNameTemplate,
              (s, v) -> v.isEmpty() ? s : s.withPvcNameTemplate(v)),
          new SettingField(
              "controller_retain_precopy_importer_pods",
              "true or false",
              "worker pods of finished precopy rounds stay",
              AT_ONCE,
              s -> "" + s.retention().precopyPods(),
              (s, v) ->
                  s.withRetention(
                      new ImportSettings.Retention(flag(v), s.retention().awaitsConsolidation()))),
          new SettingField(
              "wait_for_final_snapshot_consolidation",
              "true or false",
              "a warm migration ends only when the source has merged its last snapshot",
              NEXT_RUN,
              s -> "" + s.retention().awaitsConsolidation(),
              (s, v) ->
                  s.withRetention(
                      new ImportSettings.Retention(s.retention().precopyPods(), flag(v)))));

  private static Duration minutes(String value) {
    return Duration.ofMinutes(number(value, 1, 1_000_000));
  }

  private static int number(String value, int least, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
      throw new InvalidRequest("it must be between " + least + " and " + most);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("it must be a whole number", e);
    }
  }

  private static boolean flag(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidRequest("it must be true or false");
    };
  }
}
