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

/** Machines that run keep running while their disks move; the node decides when. */
class LiveStorageCrashMatrixTest {
  private static final ResourceKey WEB = new ResourceKey(Kinds.VMI, World.NS, "web");

  private static StorageScenario cutover() {
    return new StorageScenario(Goal.CUTOVER, StorageTrait.LIVE);
  }

  @Test
  void whatRunsMovesLiveAndWhatIsOffMovesOffline() {
    var result = CrashMatrix.run(LiveStorageCrashMatrixTest::cutover);
    assertThat(result.deaths()).isEqualTo(2 * result.calls()).isGreaterThan(150);
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .containsExactly(
            "db Always up on db-mig-abcd with 'data of db, live' []",
            "off Halted down on off-mig-abcd with 'data of off' []",
            "web Manual up on web-mig-abcd with 'data of web, live' []",
            "claim db-disk left",
            "claim db-mig-abcd",
            "claim off-disk left",
            "claim off-mig-abcd",
            "claim web-disk left",
            "claim web-mig-abcd",
            "result SUCCEEDED");
  }

  @Test
  void rollbackOfMachinesThatRunMovesThemBackLive() {
    var result =
        CrashMatrix.run(() ->
            new StorageScenario(Goal.ROLLBACK, StorageTrait.LIVE, StorageTrait.KEEP_WRITES)
                .switched());
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .containsExactly(
            "db Always up on db-disk with 'data of db and more, live' []",
            "off Halted down on off-disk with 'data of off and more' []",
            "web Manual up on web-disk with 'data of web and more, live' []",
            "claim db-disk",
            "claim off-disk",
            "claim web-disk",
            "result SUCCEEDED");
  }

  @Test
  void nobodyIsStopped() {
    StorageScenario scenario = cutover().live();
    assertThat(scenario.cluster.world.api.puts()).isEmpty();
    assertThat(scenario.cluster.world.get(Kinds.VMI, World.NS, "web").uid())
        .isEqualTo(cutover().cluster.world.get(Kinds.VMI, World.NS, "web").uid());
  }

  @ParameterizedTest
  @EnumSource(
      value = StorageStep.class,
      names = {"CREATE_TARGETS", "LIVE"})
  void cancelBeforeTheNodeHasDecidedLeavesEverythingAsItWas(StorageStep step) {
    var result = CrashMatrix.run(() -> cutover().cancelledIn(step, 1));
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .contains("web Manual up on web-disk with 'data of web' []", "result CANCELLED")
        .noneMatch(l -> l.contains("mig-abcd") || l.contains("DiskMove"));
  }

  @Test
  void cancelAfterTheNodeHasDecidedFollowsTheNode() {
    var result = CrashMatrix.run(() -> cutover().cancelledIn(StorageStep.SWAP, 1));
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .contains("web Manual up on web-mig-abcd with 'data of web, live' []", "result CANCELLED")
        .contains("db Always up on db-disk with 'data of db' []")
        .noneMatch(l -> l.contains("DiskMove"));
  }

  @Test
  void aNodeThatGivesUpEachTimeFailsTheRunAndLosesNothing() {
    var result =
        CrashMatrix.run(() -> {
          StorageScenario s = cutover();
          s.cluster.nodesRefuse = "No space left on device";
          return s;
        });
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .contains("web Manual up on web-disk with 'data of web' []", "result FAILED")
        .noneMatch(l -> l.contains("mig-abcd") || l.contains("DiskMove"));
    StorageScenario scenario = cutover();
    scenario.cluster.nodesRefuse = "No space left on device";
    scenario.live();
    assertThat(scenario.trouble()).contains("No space left on device");
  }

  @Test
  void aMachineThatIsStoppedWhileItsDisksMoveGoesOnOffline() {
    StorageScenario scenario = cutover();
    scenario.cluster.nodesDecide = () -> false;
    scenario.onWait(() -> {
      boolean copying =
          scenario.cluster.world.api.list(Kinds.DISK_MOVE, io.wherry.kube.Selection.ALL).stream()
              .anyMatch(m -> m.at("status", "phase").asText().equals("Copying"));
      if (copying && scenario.cluster.world.api.get(WEB).isPresent()) {
        scenario.cluster.world.api.delete(WEB);
        scenario.cluster.nodesDecide = () -> true;
      }
    });
    scenario.live();
    assertThat(scenario.result()).isEqualTo(Entry.Result.SUCCEEDED);
    assertThat(scenario.picture())
        .contains("web Manual down on web-mig-abcd with 'data of web' []", "claim web-disk left");
  }

  @Test
  void aProcessThatDiesAfterTheDecisionStartsAnewOnTheTargets() {
    StorageScenario scenario = cutover();
    scenario.onWait(() -> {
      var db = new ResourceKey(Kinds.VMI, World.NS, "db");
      boolean switched =
          scenario.cluster.world.api.list(Kinds.DISK_MOVE, io.wherry.kube.Selection.ALL).stream()
              .anyMatch(m ->
                  m.name().startsWith("db") && m.at("status", "phase").asText().equals("Switched"));
      if (switched && scenario.cluster.world.api.get(db).isPresent()) {
        scenario.cluster.world.api.delete(db);
      }
    });
    scenario.live();
    assertThat(scenario.picture())
        .contains("db Always up on db-mig-abcd with 'data of db, live' []", "result SUCCEEDED");
  }

  @Test
  void anOwnerWhoChangesTheVolumesMeanwhileIsNotOverruled() {
    var result =
        CrashMatrix.run(() -> {
          StorageScenario scenario = cutover();
          return scenario.onWait(() -> {
            if (scenario.isAt(StorageStep.LIVE)) {
              scenario.cluster.world.edit(
                  Kinds.VM,
                  World.NS,
                  "web",
                  "{'spec':{'template':{'spec':{'volumes':[{'name':'v-web-disk','dataVolume':{'name':'his'}}]}}}}");
            }
          });
        });
    assertThat((List<?>) result.picture())
        .map(Object::toString)
        .contains("claim web-disk", "claim web-mig-abcd", "result FAILED")
        .noneMatch(l -> l.contains("DiskMove"));
  }
}
