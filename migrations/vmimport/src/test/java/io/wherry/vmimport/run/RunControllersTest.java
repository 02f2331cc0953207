package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.control.Conditions;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.steps.PlayedCluster;
import io.wherry.vmimport.steps.PlayedCluster.Fate;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunControllersTest {
  private final PlayedServer server = new PlayedServer(20);

  @AfterEach
  void stop() {
    server.close();
  }

  private static Fate failFor(Resource pod, String id) {
    return pod.labels().get("vmID").equals(id)
        ? new Fate.Failure("Disk is damaged.", "Export again.", false)
        : PlayedCluster.COPIED;
  }

  @Test
  void importsAMachine() {
    server.plan("p", "a");
    server.migrate("m", "p");
    server.until(() -> server.has("m", "Succeeded"));
    assertThat(server.names(Kinds.VM)).containsExactly("name-a");
    Resource plan = server.plan("p");
    var history = plan.items("status", "migration", "history");
    assertThat(history).hasSize(1);
    assertThat(Conditions.has(history.getFirst().path("conditions"), "Succeeded")).isTrue();
    assertThat(Conditions.has(history.getFirst().path("conditions"), "Executing")).isFalse();
    assertThat(server.migration("m").at("status", "vms"))
        .isEqualTo(plan.at("status", "migration", "vms"));
    assertThat(server.migration("m").at("metadata", "ownerReferences").path(0).path("uid").asText())
        .isEqualTo(plan.uid());
    assertThat(server.vm("p", "a").path("phase").asText()).isEqualTo("Completed");
  }

  @Test
  void oneMachinesFailureIsItsOwnAndTheNextMigrationRunsItAgain() {
    server.cluster.fate("copy", pod -> failFor(pod, "b"));
    server.plan("p", "a", "b");
    server.migrate("m1", "p");
    server.until(() -> server.has("m1", "Failed"));
    assertThat(VmStatus.has(server.vm("p", "a"), "Succeeded")).isTrue();
    assertThat(server.vm("p", "b").at("/error/reasons/0").asText())
        .isEqualTo("Disk is damaged. Export again.");
    assertThat(server.vm("p", "b").at("/error/phase").asText()).isEqualTo("CopyDisks");
    assertThat(server.vm("p", "b").at("/error/reasons/1").asText())
        .contains("a new migration of the plan goes on from them");
    var kept = server.vm("p", "a");
    server.cluster.fate("copy", _ -> PlayedCluster.COPIED);
    server.migrate("m2", "p");
    server.until(() -> server.has("m2", "Succeeded"));
    assertThat(server.vm("p", "a")).isEqualTo(kept);
    assertThat(server.vm("p", "b").has("error")).isFalse();
    assertThat(server.names(Kinds.VM)).containsExactly("name-a", "name-b");
    assertThat(server.has("m1", "Failed")).isTrue();
  }

  @Test
  void cancelTakesEverythingBack() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a", "b");
    server.migrate("m", "p");
    server.until(() -> server.names(Kinds.POD).size() == 2);
    server.cancel("m", "a");
    server.until(() -> VmStatus.has(server.vm("p", "a"), "Canceled"));
    assertThat(server.names(Kinds.POD)).hasSize(1);
    assertThat(server.names(Kinds.PVC)).noneMatch(n -> n.contains("name-a"));
    server.cluster.fate("copy", _ -> PlayedCluster.COPIED);
    server.until(() -> server.has("m", "Succeeded"));
    assertThat(server.names(Kinds.VM)).containsExactly("name-b");
  }

  @Test
  void deletingTheMigrationCancels() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a");
    server.migrate("m", "p");
    server.until(() -> !server.names(Kinds.POD).isEmpty());
    server.cluster.api.delete(new ResourceKey(Kinds.MIGRATION, "plans", "m"));
    server.until(() -> VmStatus.has(server.vm("p", "a"), "Canceled"));
    assertThat(server.names(Kinds.POD)).isEmpty();
    assertThat(server.names(Kinds.PVC)).isEmpty();
    assertThat(server.names(Kinds.RUN)).isEmpty();
    var shot = server.plan("p").items("status", "migration", "history").getLast();
    assertThat(Conditions.has(shot.path("conditions"), "Canceled")).isTrue();
  }

  @Test
  void goesOnAfterARestart() {
    AtomicBoolean mayEnd = new AtomicBoolean();
    server.cluster.fate("copy", _ -> mayEnd.get() ? PlayedCluster.COPIED : new Fate.Endless());
    server.plan("p", "a");
    server.migrate("m", "p");
    server.until(() -> !server.names(Kinds.POD).isEmpty());
    server.stop();
    mayEnd.set(true);
    server.start();
    server.until(() -> server.has("m", "Succeeded"));
    Resource run = server.cluster.api.list(Kinds.RUN, Selection.ALL).getFirst();
    assertThat(run.items("status", "entries"))
        .filteredOn(e -> e.path("entry").asText().equals("Began"))
        .filteredOn(e -> e.path("step").asText().equals("CopyDisks"))
        .hasSize(1);
    assertThat(run.items("metadata", "finalizers")).isEmpty();
  }

  @Test
  void onlyOneMigrationOfAPlanAtATime() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a");
    server.migrate("m1", "p");
    server.migrate("m2", "p");
    server.until(() -> server.has("m1", "Running") && !server.names(Kinds.POD).isEmpty());
    assertThat(server.has("m2", "Running")).isFalse();
    server.cluster.fate("copy", pod -> failFor(pod, "a"));
    server.until(() -> server.has("m1", "Failed"));
    server.cluster.fate("copy", _ -> PlayedCluster.COPIED);
    server.until(() -> server.has("m2", "Succeeded"));
    assertThat(server.plan("p").items("status", "migration", "history")).hasSize(2);
  }

  @Test
  void waitsForThePlanToBecomeReady() {
    Resource plan = Resource.of(Kinds.PLAN, "plans", "p");
    plan.tree().putObject("spec").putArray("vms").addObject().put("id", "a");
    server.cluster.api.create(Kinds.PLAN, plan);
    server.migrate("m", "p");
    server.until(() -> server.has("m", "PlanNotReady"));
    server.ready("p");
    server.until(() -> server.has("m", "Succeeded"));
    assertThat(server.has("m", "PlanNotReady")).isFalse();
  }

  @Test
  void saysThatThePlanDoesNotExist() {
    server.migrate("m", "nowhere");
    server.until(() -> server.has("m", "PlanNotValid"));
  }

  @Test
  void aMachineThatTheSourceNoLongerHasIsCanceled() {
    server.plan("p", "gone-1", "a");
    server.migrate("m", "p");
    server.until(() -> server.has("m", "Succeeded"));
    assertThat(VmStatus.has(server.vm("p", "gone-1"), "Canceled")).isTrue();
    assertThat(server.vm("p", "gone-1").at("/error/reasons/0").asText()).contains("has no VM");
  }

  @Test
  void aMachineThatCannotBeOrderedFailsAlone() {
    server.plan("p", "odd-1", "a");
    server.migrate("m", "p");
    server.until(() -> server.has("m", "Failed"));
    assertThat(server.names(Kinds.VM)).containsExactly("name-a");
    assertThat(server.vm("p", "odd-1").at("/error/reasons/0").asText()).contains("no sense");
  }

  @Test
  void cancellingAnUnknownMachineIsReported() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a");
    server.migrate("m", "p");
    server.until(() -> !server.names(Kinds.POD).isEmpty());
    server.cancel("m", "nobody");
    server.until(() -> server.has("m", "VMNotFound"));
    assertThat(VmStatus.isOver(server.vm("p", "a"))).isFalse();
  }
}
