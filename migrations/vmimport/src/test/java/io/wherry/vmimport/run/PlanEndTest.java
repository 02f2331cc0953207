package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.steps.PlayedCluster;
import io.wherry.vmimport.steps.PlayedCluster.Fate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanEndTest {
  private static final ResourceKey PLAN = new ResourceKey(Kinds.PLAN, "plans", "p");

  private final PlayedServer server = new PlayedServer(20);

  @AfterEach
  void stop() {
    server.close();
  }

  private static Fate failB(Resource pod) {
    return pod.label("vmID").filter("b"::equals).isPresent()
        ? new Fate.Failure("Damaged.", "Export again.", false)
        : PlayedCluster.COPIED;
  }

  /** Machine a is there, of b copied volumes are left. */
  private void halfDone() {
    server.cluster.fate("copy", PlanEndTest::failB);
    server.plan("p", "a", "b");
    server.migrate("m", "p");
    server.until(() -> server.has("m", "Failed"));
    assertThat(server.names(Kinds.PVC)).anyMatch(n -> n.startsWith("name-b"));
    assertThat(server.names(Kinds.POD)).isNotEmpty();
  }

  private void assertOnlyTheFinishedMachineIsLeft() {
    assertThat(server.names(Kinds.VM)).containsExactly("name-a");
    assertThat(server.names(Kinds.PVC)).isNotEmpty().allMatch(n -> n.startsWith("name-a"));
    assertThat(server.names(Kinds.DATA_VOLUME)).isEmpty();
    assertThat(server.names(Kinds.POD)).isEmpty();
    assertThat(server.names(Kinds.SECRET)).containsExactly("appliances");
  }

  private void delete() {
    server.cluster.api.delete(PLAN);
  }

  private boolean isGone() {
    return server.cluster.api.get(PLAN).isEmpty();
  }

  private void edit(String field, boolean value) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put(field, value);
    Resource plan = server.cluster.api.patch(PLAN, patch);
    server.ready("p", plan.generation());
  }

  @Test
  void aDeletedPlanTakesEverythingWithItThatIsNoFinishedMachine() {
    halfDone();
    delete();
    server.until(this::isGone);
    assertOnlyTheFinishedMachineIsLeft();
  }

  @Test
  void aPlanThatIsDeletedWhileItCopiesIsUndoneFirst() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a", "b");
    server.migrate("m", "p");
    server.until(() -> server.names(Kinds.POD).size() == 2);
    delete();
    server.until(this::isGone);
    for (var kind : List.of(Kinds.POD, Kinds.PVC, Kinds.DATA_VOLUME, Kinds.VM)) {
      assertThat(server.names(kind)).as(kind.plural()).isEmpty();
    }
  }

  @Test
  void goesOnWithADeletionAfterARestart() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a");
    server.migrate("m", "p");
    server.until(() -> !server.names(Kinds.POD).isEmpty());
    server.stop();
    delete();
    assertThat(isGone()).isFalse();
    server.start();
    server.until(this::isGone);
    assertThat(server.names(Kinds.PVC)).isEmpty();
  }

  @Test
  void aWarmPlanLeavesNoSnapshotBehind() {
    server.plan("p", "a");
    server.warm("p");
    server.migrate("m", "p");
    server.until(() -> !server.source.marks("a").isEmpty() && !server.names(Kinds.PVC).isEmpty());
    delete();
    server.until(this::isGone);
    server.source.play();
    assertThat(server.source.marks("a")).isEmpty();
    assertThat(server.source.ticketsLeft()).isEmpty();
    assertThat(server.names(Kinds.PVC)).isEmpty();
  }

  @Test
  void anArchivedPlanIsCleanedUpAndKeepsItsRecord() {
    halfDone();
    edit("archived", true);
    server.until(() ->
        server.names(Kinds.POD).isEmpty()
            && server.names(Kinds.DATA_VOLUME).isEmpty()
            && server.names(Kinds.PVC).stream().allMatch(n -> n.startsWith("name-a")));
    server.idle(5);
    assertOnlyTheFinishedMachineIsLeft();
    assertThat(server.runs()).hasSize(2);
    assertThat(server.has("m", "Failed")).isTrue();
    assertThat(VmStatus.has(server.vm("p", "a"), "Succeeded")).isTrue();
    assertThat(server.vm("p", "b").at("/error/reasons/0").asText()).contains("Damaged");
    delete();
    server.until(this::isGone);
    assertOnlyTheFinishedMachineIsLeft();
  }

  @Test
  void archivingCancelsWhatGoesOn() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a");
    server.migrate("m", "p");
    server.until(() -> !server.names(Kinds.POD).isEmpty());
    edit("archived", true);
    server.until(() -> server.has("m", "Canceled"));
    assertThat(server.names(Kinds.POD)).isEmpty();
    assertThat(server.names(Kinds.PVC)).isEmpty();
  }

  @Test
  void anArchiveSparesWhatThePlanSaysToKeepAndADeletionDoesNot() {
    server.cluster.fate("copy", PlanEndTest::failB);
    server.plan("p", "b");
    edit("deleteVmOnFailMigration", false);
    server.migrate("m", "p");
    server.until(() -> server.has("m", "Failed"));
    edit("archived", true);
    server.until(() -> server.names(Kinds.POD).isEmpty());
    server.idle(5);
    assertThat(server.names(Kinds.PVC)).hasSize(2);
    delete();
    server.until(this::isGone);
    assertThat(server.names(Kinds.PVC)).isEmpty();
  }

  @Test
  void aPlanThatNeverRanGoesAtOnce() {
    server.plan("p", "a");
    server.idle(2);
    delete();
    assertThat(isGone()).isTrue();
  }
}
