package io.wherry.storage.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.itinerary.Entry;
import io.wherry.resources.Kinds;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.World;
import io.wherry.storage.run.StorageOrder.Goal;
import io.wherry.testkit.crash.CrashMatrix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StorageCrashMatrixTest {
  private static final List<String> BEFORE =
      List.of(
          "db Always up on db-disk with 'data of db' []",
          "off Halted down on off-disk with 'data of off' []",
          "web Manual up on web-disk with 'data of web' []",
          "claim db-disk",
          "claim off-disk",
          "claim web-disk");

  private static StorageScenario cutover() {
    return new StorageScenario(Goal.CUTOVER);
  }

  private static StorageScenario rollback(StorageTrait... traits) {
    return new StorageScenario(Goal.ROLLBACK, traits).switched();
  }

  @Test
  void cutoverSurvivesDeathAtEveryCall() {
    var result = CrashMatrix.run(StorageCrashMatrixTest::cutover);
    assertThat(result.deaths()).isEqualTo(2 * result.calls()).isGreaterThan(200);
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .containsExactly(
            "db Always up on db-mig-abcd with 'data of db' []",
            "off Halted down on off-mig-abcd with 'data of off' []",
            "web Manual up on web-mig-abcd with 'data of web' []",
            "claim db-disk left",
            "claim db-mig-abcd",
            "claim off-disk left",
            "claim off-mig-abcd",
            "claim web-disk left",
            "claim web-mig-abcd",
            "result SUCCEEDED");
  }

  @Test
  void rollbackKeepsWritesAndSurvivesDeathAtEveryCall() {
    var result = CrashMatrix.run(() -> rollback(StorageTrait.KEEP_WRITES));
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .containsExactly(
            "db Always up on db-disk with 'data of db and more' []",
            "off Halted down on off-disk with 'data of off and more' []",
            "web Manual up on web-disk with 'data of web and more' []",
            "claim db-disk",
            "claim off-disk",
            "claim web-disk",
            "result SUCCEEDED");
  }

  @Test
  void rollbackThatDiscardsGoesBackToTheFormerState() {
    var result = CrashMatrix.run(() -> rollback());
    assertThat(result.picture().toString())
        .contains("web Manual up on web-disk with 'data of web' []")
        .doesNotContain("mig-abcd")
        .contains("result SUCCEEDED");
  }

  @Test
  void stageLeavesRunningMachinesAloneAndSurvivesDeathAtEveryCall() {
    var result = CrashMatrix.run(() -> new StorageScenario(Goal.STAGE));
    assertThat(result.picture().toString())
        .contains("web Manual up on web-disk", "db Always up on db-disk")
        .contains("off Halted down on off-disk")
        .contains("claim off-mig-abcd")
        .contains("result SUCCEEDED");
  }

  @ParameterizedTest
  @EnumSource(
      value = StorageStep.class,
      names = {"CREATE_TARGETS", "QUIESCE", "ENSURE_QUIESCED", "COPY", "SWAP"})
  void cancelOfTheFirstMachineSurvivesDeathAtEveryCall(StorageStep step) {
    var result = CrashMatrix.run(() -> cutover().cancelledIn(step, 1));
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .containsSubsequence(BEFORE.subList(3, 6))
        .contains(BEFORE.get(0), BEFORE.get(1), "result CANCELLED")
        .noneMatch(l -> l.contains("mig-abcd") || l.contains("Pod"));
  }

  @Test
  void cancelLeavesMachinesThatAreThroughWhereTheyAre() {
    StorageScenario scenario = cutover().cancelledIn(StorageStep.COPY, 2).live();
    assertThat(scenario.picture())
        .contains("web Manual up on web-mig-abcd with 'data of web' []", BEFORE.get(0))
        .doesNotContain("claim db-mig-abcd");
    assertThat(scenario.result()).isEqualTo(Entry.Result.CANCELLED);
  }

  @Test
  void failedCopyIsUndoneAtEveryDeath() {
    var result =
        CrashMatrix.run(() -> {
          StorageScenario s = cutover();
          s.cluster.failPods(_ -> true);
          return s;
        });
    assertThat(result.picture().toString())
        .contains("web Manual up on web-disk with 'data of web' []")
        .contains("result FAILED")
        .doesNotContain("claim web-mig");
  }

  @Test
  void ownerWhoStartsHisMachineWins() {
    StorageScenario scenario = cutover();
    scenario.onWait(() -> {
      if (scenario.isAt(StorageStep.COPY)) {
        scenario.cluster.world.edit(Kinds.VM, World.NS, "web", "{'spec':{'runStrategy':'Always'}}");
      }
    });
    scenario.live();
    assertThat(scenario.trouble()).contains("apps/web was started while its disks");
    assertThat(scenario.picture())
        .contains("web Always up on web-disk with 'data of web' []", BEFORE.get(0))
        .contains("result FAILED");
  }

  @Test
  void ownerWhoDeletesHisMachineIsTold() {
    StorageScenario scenario = cutover();
    scenario.onWait(() -> {
      if (scenario.isAt(StorageStep.COPY)) {
        scenario.cluster.world.api.delete(new ResourceKey(Kinds.VM, World.NS, "web"));
      }
    });
    scenario.live();
    assertThat(scenario.trouble()).contains("apps/web was deleted");
    assertThat(scenario.picture()).contains(BEFORE.get(0), "claim web-disk", "result FAILED");
  }

  @Test
  void changesOfTheSpecStopTheSwitch() {
    StorageScenario scenario = cutover();
    scenario.onWait(() -> {
      if (scenario.isAt(StorageStep.COPY)) {
        scenario.cluster.world.edit(Kinds.VM, World.NS, "web", "{'spec':{'note':'mine'}}");
      }
    });
    scenario.live();
    assertThat(scenario.trouble()).contains("was changed");
    assertThat(scenario.picture()).contains("web Manual up on web-disk with 'data of web' []");
  }

  @Test
  void aClaimThatFindsAnotherUserIsNotSwitched() {
    StorageScenario scenario = cutover();
    scenario.onWait(() -> {
      if (scenario.isAt(StorageStep.COPY)
          && scenario.cluster.world.find(Kinds.VM, "thief").isEmpty()) {
        scenario.cluster.world.vm("thief", "Halted", "web-disk");
      }
    });
    scenario.live();
    assertThat(scenario.trouble()).contains("web-disk is used by VirtualMachine apps/thief, too");
    assertThat(scenario.picture()).contains("web Manual up on web-disk with 'data of web' []");
  }

  @Test
  void rollbackDoesNotWriteIntoAClaimThatAnotherMachineHasTaken() {
    StorageScenario scenario = rollback(StorageTrait.KEEP_WRITES);
    scenario.cluster.world.vm("thief", "Halted", "web-disk");
    scenario.live();
    assertThat(scenario.trouble()).contains("web-disk is used by VirtualMachine apps/thief, too");
    assertThat(scenario.cluster.contents).containsEntry("web-disk", "data of web");
  }

  @Test
  void aTargetThatFindsAnotherUserIsKeptWhenTheRunTurnsBack() {
    StorageScenario scenario = cutover();
    scenario.onWait(() -> {
      if (scenario.isAt(StorageStep.COPY)
          && scenario.cluster.world.find(Kinds.VM, "thief").isEmpty()) {
        scenario.cluster.world.vm("thief", "Halted", "web-mig-abcd");
      }
    });
    scenario.live();
    assertThat(scenario.trouble()).contains("web-mig-abcd is used by VirtualMachine apps/thief");
    assertThat(scenario.picture()).contains("result FAILED", "claim web-mig-abcd");
  }

  @Test
  void missingTargetClassStopsNothing() {
    StorageScenario scenario = cutover();
    scenario.cluster.world.api.delete(new ResourceKey(Kinds.STORAGE_CLASS, "", "fast"));
    scenario.live();
    assertThat(scenario.trouble()).contains("storage class fast").contains("does not exist");
    assertThat(scenario.cluster.world.api.puts()).as("nobody was stopped").isEmpty();
  }

  @Test
  void machineThatCouldNotBeStartedAgainIsNotStopped() {
    StorageScenario scenario = cutover();
    scenario.cluster.world.edit(Kinds.VM, World.NS, "web", "{'spec':{'runStrategy':'Once'}}");
    scenario.live();
    assertThat(scenario.trouble()).contains("run strategy Once");
    assertThat(scenario.result()).isEqualTo(Entry.Result.FAILED);
  }
}
