package io.wherry.vmimport.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.itinerary.Entry;
import io.wherry.testkit.crash.CrashMatrix;
import io.wherry.testkit.crash.RouteCoverage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class WarmCrashMatrixTest {
  private static final ImportTrait[] ALL = ImportTrait.values();

  private static ImportScenario full(int rounds) {
    return WarmScenario.after(rounds, ALL);
  }

  @Test
  void importSurvivesDeathAtEveryCall() {
    ImportScenario[] last = new ImportScenario[1];
    var result =
        CrashMatrix.run(() -> {
          if (last[0] != null) {
            assertThat(WarmScenario.isExact(last[0])).isTrue();
          }
          last[0] = full(2);
          return last[0];
        });
    assertThat(result.deaths()).isEqualTo(2 * result.calls()).isGreaterThan(400);
    assertThat(result.picture().toString())
        .contains("result SUCCEEDED")
        .contains("power Off")
        .doesNotContain("snapshot ")
        .doesNotContain("ticket ");
  }

  /** Snapshots that hold up their machine are gone before it is shut down, whoever dies when. */
  @Test
  void importFromASourceWhoseSnapshotsHoldUpMachinesSurvivesDeathAtEveryCall() {
    var result = CrashMatrix.run(() -> full(1).where(s -> s.source.holdUpMachinesBySnapshots()));
    assertThat(result.deaths()).isEqualTo(2 * result.calls());
    assertThat(result.picture().toString())
        .contains("result SUCCEEDED")
        .contains("power Off")
        .doesNotContain("snapshot ")
        .doesNotContain("ticket ");
  }

  @Test
  void undoAfterFailureSurvivesDeathAtEveryCall() {
    var result =
        CrashMatrix.run(() ->
            full(1)
                .where(s ->
                    s.cluster.fate(
                        "convert",
                        _ -> new PlayedCluster.Fate.Failure("No root.", "Fix it.", false))));
    assertThat(result.picture().toString())
        .contains("result FAILED")
        .contains("power On")
        .doesNotContain("snapshot ")
        .doesNotContain("ticket ");
  }

  @ParameterizedTest
  @EnumSource(
      value = ImportPhase.class,
      names = {"WAIT_FOR_SNAPSHOT", "COPYING_PAUSED", "WAIT_FOR_POWER_OFF", "FINALIZE"})
  void undoAfterCancelSurvivesDeathAtEveryCall(ImportPhase phase) {
    var result = CrashMatrix.run(() -> full(1).cancelledIn(phase));
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .containsExactly(
            "Namespace apps",
            "Namespace plans",
            "Secret plans/appliances",
            "power On",
            "result CANCELLED");
  }

  static List<ImportPhase> phases() {
    return ImportScenario.phases(ImportItineraries.warm());
  }

  static List<ImportPhase> undone() {
    return phases().subList(0, phases().indexOf(ImportPhase.POST_HOOK));
  }

  static List<ImportPhase> kept() {
    return phases().subList(phases().indexOf(ImportPhase.POST_HOOK), phases().size());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void cancelAfterTheMachineWasReleasedKeepsItAndNoSnapshot(ImportPhase phase) {
    ImportScenario scenario = full(1).cancelledIn(phase).live();
    assertThat(scenario.result()).isEqualTo(Entry.Result.CANCELLED);
    assertThat(scenario.picture())
        .contains("power Off")
        .anyMatch(l -> l.startsWith("VirtualMachine apps/web-1") && l.contains("Always"))
        .noneMatch(l -> l.startsWith("Pod") || l.startsWith("DataVolume"))
        .noneMatch(l -> l.startsWith("snapshot") || l.startsWith("ticket"));
  }

  @ParameterizedTest
  @MethodSource("undone")
  void cancelBeforeTheMachineIsReleasedLeavesNothingBehind(ImportPhase phase) {
    ImportScenario scenario = full(1).cancelledIn(phase).live();
    assertThat(scenario.result()).isEqualTo(Entry.Result.CANCELLED);
    assertThat(scenario.picture())
        .noneMatch(l -> l.startsWith("Pod") || l.startsWith("Pers") || l.startsWith("Virtual"))
        .noneMatch(l -> l.startsWith("DataVolume") || l.startsWith("ConfigMap"))
        .noneMatch(l -> l.startsWith("snapshot") || l.startsWith("ticket"))
        .contains("power On");
  }

  @Test
  void everyLegBranchAndUndoIsExercised() {
    RouteCoverage coverage = new RouteCoverage(ImportItineraries.warm());
    for (ImportPhase phase : phases()) {
      coverage.add(full(1).cancelledIn(phase).live());
    }
    coverage.add(full(2).live());
    coverage.add(full(0).live());
    coverage.add(WarmScenario.after(1).live());
    coverage.assertComplete();
  }
}
