package io.wherry.vmimport.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.itinerary.Entry;
import io.wherry.testkit.crash.CrashMatrix;
import io.wherry.testkit.crash.RouteCoverage;
import io.wherry.vmimport.steps.PlayedCluster.Fate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ColdCrashMatrixTest {
  private static final ImportTrait[] ALL = ImportTrait.values();

  private static ImportScenario full() {
    return new ImportScenario(SampleOrder.plain().running(), ALL);
  }

  @Test
  void importSurvivesDeathAtEveryCall() {
    var result = CrashMatrix.run(ColdCrashMatrixTest::full);
    assertThat(result.deaths()).isEqualTo(2 * result.calls()).isGreaterThan(200);
    assertThat(result.picture().toString())
        .contains("result SUCCEEDED")
        .contains("PersistentVolumeClaim apps/web-1-disk-0 Bound of VirtualMachine web-1")
        .doesNotContain("DataVolume");
  }

  @Test
  void retriesSurviveDeathAtEveryCall() {
    var result =
        CrashMatrix.run(() ->
            full()
                .where(s ->
                    s.cluster.fate(
                        "copy",
                        pod ->
                            pod.name().endsWith("-1") ? new Fate.Death() : PlayedCluster.COPIED)));
    assertThat(result.picture().toString()).contains("result SUCCEEDED");
  }

  @Test
  void undoAfterFailureSurvivesDeathAtEveryCall() {
    var result =
        CrashMatrix.run(() ->
            full()
                .where(s ->
                    s.cluster.fate(
                        "convert", _ -> new Fate.Failure("No root.", "Fix it.", false))));
    assertThat(result.picture().toString())
        .contains("result FAILED")
        .contains("power On")
        .contains("DataVolume apps/web-1-disk-0")
        .doesNotContain("VirtualMachine");
  }

  private static ImportScenario resumed(ImportTrait... traits) {
    ImportScenario first = new ImportScenario(SampleOrder.plain().running(), traits);
    first.cluster.fate("convert", _ -> new Fate.Failure("No root.", "Fix it.", false));
    first.live();
    assertThat(first.result()).isEqualTo(Entry.Result.FAILED);
    first.cluster.fate("convert", _ -> PlayedCluster.CONVERTED);
    return new ImportScenario(
        SampleOrder.plain().running().of("migration-uid-2"), first.cluster, traits);
  }

  @Test
  void aResumedImportSurvivesDeathAtEveryCall() {
    var result = CrashMatrix.run(() -> resumed(ALL));
    assertThat(result.picture().toString())
        .contains("result SUCCEEDED")
        .contains("PersistentVolumeClaim apps/web-1-disk-0 Bound of VirtualMachine web-1")
        .contains("power Off")
        .doesNotContain("DataVolume");
  }

  @Test
  void aCancelledResumeLeavesNothing() {
    var result = CrashMatrix.run(() -> resumed(ALL).cancelledIn(ImportPhase.CONVERT_GUEST));
    assertThat(result.picture().toString())
        .contains("result CANCELLED")
        .contains("power On")
        .doesNotContain("DataVolume")
        .doesNotContain("PersistentVolumeClaim");
  }

  @ParameterizedTest
  @EnumSource(
      value = ImportPhase.class,
      names = {"COPY_DISKS", "CONVERT_GUEST", "CREATE_VM"})
  void undoAfterCancelSurvivesDeathAtEveryCall(ImportPhase phase) {
    var result = CrashMatrix.run(() -> full().cancelledIn(phase));
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
    return ImportScenario.phases(ImportItineraries.cold());
  }

  static List<ImportPhase> undone() {
    return phases().subList(0, phases().indexOf(ImportPhase.POST_HOOK));
  }

  static List<ImportPhase> kept() {
    return phases().subList(phases().indexOf(ImportPhase.POST_HOOK), phases().size());
  }

  private static void assertKept(List<String> picture) {
    assertThat(picture)
        .contains(
            "power Off", "PersistentVolumeClaim apps/web-1-disk-0 Bound of VirtualMachine web-1")
        .anyMatch(l -> l.startsWith("VirtualMachine apps/web-1") && l.contains("Always"))
        .noneMatch(l -> l.startsWith("ConfigMap") || l.startsWith("DataVolume"))
        .noneMatch(l -> l.startsWith("snapshot") || l.startsWith("ticket"));
  }

  @Test
  void aFailedHookAfterTheImportKeepsTheMachineAndNeverStartsTheSource() {
    var result = CrashMatrix.run(() -> full().failingHook(ImportPhase.POST_HOOK));
    List<String> picture = ((List<?>) result.picture()).stream().map(Object::toString).toList();
    assertKept(picture);
    assertThat(picture).contains("result FAILED");
  }

  @Test
  void aCancelAfterTheMachineWasReleasedSurvivesDeathAtEveryCall() {
    var result = CrashMatrix.run(() -> full().cancelledIn(ImportPhase.POST_HOOK));
    assertKept(((List<?>) result.picture()).stream().map(Object::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void cancelAfterTheMachineWasReleasedKeepsIt(ImportPhase phase) {
    ImportScenario scenario = full().cancelledIn(phase).live();
    assertThat(scenario.result()).isEqualTo(Entry.Result.CANCELLED);
    assertKept(scenario.picture());
    assertThat(scenario.source.deeds()).doesNotContain("powerOn");
  }

  @Test
  void aFailedHookBeforeTheImportLeavesEverythingAsItWas() {
    ImportScenario scenario = full().failingHook(ImportPhase.PRE_HOOK).live();
    assertThat(scenario.result()).isEqualTo(Entry.Result.FAILED);
    assertThat(scenario.picture()).contains("power On").noneMatch(l -> l.startsWith("Virtual"));
  }

  @ParameterizedTest
  @MethodSource("undone")
  void cancelBeforeTheMachineIsReleasedLeavesNothingBehind(ImportPhase phase) {
    ImportScenario scenario = full().cancelledIn(phase).live();
    assertThat(scenario.result()).isEqualTo(Entry.Result.CANCELLED);
    assertThat(scenario.picture())
        .noneMatch(l -> l.startsWith("Pod") || l.startsWith("Pers") || l.startsWith("Virtual"))
        .noneMatch(l -> l.startsWith("DataVolume") || l.startsWith("ConfigMap"))
        .contains("power On");
  }

  @Test
  void everyLegBranchAndUndoIsExercised() {
    RouteCoverage coverage = new RouteCoverage(ImportItineraries.cold());
    for (ImportPhase phase : phases()) {
      coverage.add(full().cancelledIn(phase).live());
    }
    coverage.add(full().live());
    coverage.add(new ImportScenario(SampleOrder.plain()).live());
    coverage.assertComplete();
  }
}
