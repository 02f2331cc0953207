package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.resources.Kinds;
import io.wherry.vmimport.steps.PlayedCluster;
import io.wherry.vmimport.steps.PlayedCluster.Fate;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
  private final PlayedServer server = new PlayedServer(1);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aWaitingMachineSaysWhy() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a", "b");
    server.migrate("m", "p");
    server.until(
        () -> VmStatus.has(server.vm("p", "b"), "Pending") && !server.names(Kinds.POD).isEmpty());
    assertThat(server.vm("p", "b").at("/conditions/0/message").asText())
        .startsWith("Waits for provider appliances: 1 of 1 machines; place 1");
    assertThat(server.names(Kinds.POD)).hasSize(1);
    server.cluster.fate("copy", _ -> PlayedCluster.COPIED);
    server.until(() -> server.has("m", "Succeeded"));
    assertThat(server.names(Kinds.VM)).containsExactly("name-a", "name-b");
  }

  @Test
  void aRaisedLimitCountsAtOnce() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a", "b");
    server.migrate("m", "p");
    server.until(
        () -> VmStatus.has(server.vm("p", "b"), "Pending") && !server.names(Kinds.POD).isEmpty());
    server.limit(2);
    server.until(() -> server.names(Kinds.POD).size() == 2);
    assertThat(VmStatus.has(server.vm("p", "b"), "Pending")).isFalse();
  }

  @Test
  void plansTakeTurns() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("big", "a", "b", "c");
    server.migrate("m-big", "big");
    server.until(() -> !server.names(Kinds.POD).isEmpty());
    server.plan("small", "x");
    server.migrate("m-small", "small");
    server.until(() -> VmStatus.has(server.vm("small", "x"), "Pending"));
    // The big plan's last machine cannot finish: the small plan succeeds only if it went before.
    server.cluster.fate(
        "copy",
        pod ->
            pod.label("vmID").equals(Optional.of("c")) ? new Fate.Endless() : PlayedCluster.COPIED);
    server.until(() -> server.has("m-small", "Succeeded"));
    server.cluster.fate("copy", _ -> PlayedCluster.COPIED);
    server.until(() -> server.has("m-big", "Succeeded"));
  }

  @Test
  void aQueuedMachineCanBeCancelled() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a", "b");
    server.migrate("m", "p");
    server.until(() -> VmStatus.has(server.vm("p", "b"), "Pending"));
    server.cancel("m", "b");
    server.until(() -> VmStatus.has(server.vm("p", "b"), "Canceled"));
    assertThat(server.names(Kinds.PVC)).noneMatch(n -> n.contains("name-b"));
  }

  @Test
  void aRestartCountsTheSame() {
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a", "b");
    server.migrate("m", "p");
    server.until(() -> VmStatus.has(server.vm("p", "b"), "Pending"));
    server.stop();
    server.start();
    server.plan("q", "c");
    server.migrate("n", "q");
    server.until(() -> VmStatus.has(server.vm("q", "c"), "Pending"));
    server.idle(20);
    assertThat(server.names(Kinds.POD)).hasSize(1);
    // The plan that was not served yet is next.
    server.until(() -> message("q", "c").contains("place 1"));
    server.until(() -> message("p", "b").contains("place 2"));
  }

  private String message(String plan, String vm) {
    return server.vm(plan, vm).at("/conditions/0/message").asText();
  }

  @Test
  void otherLimitsCountAsWell() {
    server.limit(9, "storageclass/fast=1");
    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.plan("p", "a", "b");
    server.migrate("m", "p");
    server.until(() -> VmStatus.has(server.vm("p", "b"), "Pending"));
    assertThat(server.vm("p", "b").at("/conditions/0/message").asText())
        .startsWith("Waits for storageclass fast: 1 of 1 transfers; place 1");
  }
}
