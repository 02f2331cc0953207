package io.wherry.vmimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.Golden;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveSettingsTest {
  private static final ResourceKey KEY =
      new ResourceKey(Kinds.FORKLIFT_CONTROLLER, "konveyor-forklift", "forklift-controller");

  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);
  private final LiveSettings live = new LiveSettings(api, ImportSettings.DEFAULTS);

  private void controller(String name, Map<String, String> spec) {
    Resource controller = Resource.of(Kinds.FORKLIFT_CONTROLLER, "konveyor-forklift", name);
    ObjectNode tree = controller.tree().putObject("spec");
    spec.forEach(tree::put);
    var _ = api.create(Kinds.FORKLIFT_CONTROLLER, controller);
  }

  private void look() {
    var _ = live.reconcile(KEY);
  }

  @Test
  void withoutAnObjectWhatTheProgramWasStartedWithCounts() {
    assertThat(live.get()).isEqualTo(ImportSettings.DEFAULTS);
  }

  @Test
  void followsTheObjectAndTellsOnlyChanges() {
    AtomicInteger told = new AtomicInteger();
    live.onChange(told::incrementAndGet);
    look();
    controller("forklift-controller", Map.of("controller_max_vm_inflight", "7", "unknown", "x"));
    look();
    look();
    assertThat(live.get().maxVmInFlight()).isEqualTo(7);
    assertThat(told).hasValue(1);
    api.delete(KEY);
    look();
    assertThat(live.get()).isEqualTo(ImportSettings.DEFAULTS);
    assertThat(told).hasValue(2);
  }

  @Test
  void anObjectThatIsThereBeforeCountsFromTheFirst() {
    controller("forklift-controller", Map.of("controller_precopy_interval", "15"));
    assertThat(live.get().timings().precopyInterval()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void theOldestOfSeveralCounts() {
    controller("z", Map.of("controller_max_vm_inflight", "3"));
    clock.advance(Duration.ofMinutes(1));
    controller("a", Map.of("controller_max_vm_inflight", "9"));
    look();
    assertThat(live.get().maxVmInFlight()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "controller_max_vm_inflight, 4",
    "wherry_inflight_limits, 'datastore=8, host/esx-3=10, total=100'",
    "controller_precopy_interval, 7",
    "controller_snapshot_removal_timeout_minuts, 30",
    "controller_filesystem_overhead, 3",
    "controller_block_overhead, 1048576",
    "controller_migration_service_account, mover",
    "controller_pvc_name_template, '{{.VmName}}-{{.DiskIndex}}'",
    "controller_retain_precopy_importer_pods, true",
    "wait_for_final_snapshot_consolidation, false",
  })
  void everyFieldCountsAndChangesNothingElse(String name, String value) {
    SettingField field =
        SettingField.ALL.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    controller("forklift-controller", Map.of(name, value));
    look();
    assertThat(field.shown().apply(live.get())).isEqualTo(value);
    for (SettingField other : SettingField.ALL) {
      if (!other.name().equals(name)) {
        assertThat(other.shown().apply(live.get()))
            .isEqualTo(other.shown().apply(ImportSettings.DEFAULTS));
      }
    }
    assertThat(SettingField.ALL).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({
    "controller_max_vm_inflight, 0",
    "controller_max_vm_inflight, many",
    "wherry_inflight_limits, 'datastores=8'",
    "wherry_inflight_limits, 'datastore=0'",
    "wherry_inflight_limits, datastore",
    "controller_precopy_interval, -1",
    "controller_filesystem_overhead, 100",
    "controller_block_overhead, 99999999999",
    "controller_retain_precopy_importer_pods, yes",
  })
  void oneBadValueIsLeftOutAndTheOthersCount(String name, String value) {
    controller(
        "forklift-controller",
        Map.of(name, value, "controller_snapshot_removal_timeout_minuts", "11"));
    look();
    assertThat(live.get().timings().snapshotRemoval()).isEqualTo(Duration.ofMinutes(11));
    SettingField field =
        SettingField.ALL.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    assertThat(field.shown().apply(live.get()))
        .isEqualTo(field.shown().apply(ImportSettings.DEFAULTS));
    assertThatThrownBy(() -> field.with().apply(ImportSettings.DEFAULTS, value))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void theReferenceListsEveryField() {
    String rows =
        SettingField.ALL.stream()
            .map(f ->
                "| `%s` | %s | %s | %s | %s |"
                    .formatted(
                        f.name(),
                        f.takes(),
                        f.shown().apply(ImportSettings.DEFAULTS).isEmpty()
                            ? "empty"
                            : "`" + f.shown().apply(ImportSettings.DEFAULTS) + "`",
                        f.meaning(),
                        f.since()))
            .collect(Collectors.joining("\n"));
    Golden.page(
        "reference/settings.md",
        """
        # Settings

        Generated by a test; do not edit. These fields of the spec of a ForkliftController (in any namespace; the oldest
        one if there are several) are in force, and are read live. What the object does not say is as the program was
        started: the operator's variables, else the default. A value that cannot be used is left out with a warning in
        the log. Other fields of upstream's are stored and have no effect.

        | Field of `spec` | Value | Default | Meaning | A change counts |
        |---|---|---|---|---|
        %s
        """
            .formatted(rows));
  }
}
