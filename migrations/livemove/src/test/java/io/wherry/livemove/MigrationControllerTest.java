package io.wherry.livemove;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.crash.Death;
import io.wherry.testkit.crash.Gate;
import io.wherry.testkit.crash.GatedKubeApi;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Migrations from their wish to their end, with hands for nodes. */
class MigrationControllerTest {
  private final Playground play = new Playground();

  private void second() {
    play.second(play.api);
  }

  private long active() {
    return play.migrations().stream().filter(m -> MigrationPhase.of(m).isActive()).count();
  }

  private static Resource platform() {
    Resource platform =
        Resource.of(Kinds.HYPER_CONVERGED, "openshift-cnv", "kubevirt-hyperconverged");
    platform.tree().putObject("spec").putObject("liveMigrationConfig");
    return platform;
  }

  private void set(String field, int value) {
    var key = new ResourceKey(Kinds.HYPER_CONVERGED, "openshift-cnv", "kubevirt-hyperconverged");
    ObjectNode patch = play.api.get(key).orElseThrow().tree().objectNode();
    patch.putObject("spec").putObject("liveMigrationConfig").put(field, value);
    play.api.patch(key, patch);
  }

  @Test
  void neverMoreThanTheLimitsAllow() {
    IntStream.range(0, 12).forEach(i -> play.instance("vm" + i, "n" + i / 3));
    IntStream.range(0, 12).forEach(i -> play.migration("m" + (100 + i), "vm" + i, ""));
    for (int seconds = 0; seconds < 90; seconds++) {
      second();
      assertThat(active()).isLessThanOrEqualTo(5);
      for (int node = 0; node < 4; node++) {
        assertThat(leaving("n" + node)).isLessThanOrEqualTo(2);
      }
      play.schedule("spare");
      if (seconds % 5 == 4) {
        play.migrations().stream()
            .filter(m -> m.text("status", "phase").orElse("").equals("PreparingTarget"))
            .findFirst()
            .ifPresent(m -> play.finish(m.need("spec", "vmiName")));
      }
    }
    assertThat(play.migrations())
        .allMatch(m -> m.text("status", "phase").orElse("").equals("Succeeded"));
  }

  private long leaving(String node) {
    return play.migrations().stream()
        .filter(m -> MigrationPhase.of(m).isActive())
        .map(m -> play.vmi(m.need("spec", "vmiName")))
        .filter(i -> i.text("status", "nodeName").orElse("").equals(node))
        .count();
  }

  @Test
  void saysWhyAndAtWhichPlaceAMigrationWaits() {
    IntStream.range(0, 4).forEach(i -> play.instance("vm" + i, "n1"));
    IntStream.range(0, 4).forEach(i -> play.migration("m" + i, "vm" + i, ""));
    second();
    assertThat(play.wait("m2"))
        .contains("OutboundLimit: 2 leave node n1 already; rank 1 in the queue");
    assertThat(play.wait("m3"))
        .contains("OutboundLimit: 2 leave node n1 already; rank 2 in the queue");
    play.instance("urgent", "n2");
    play.api.create(Kinds.HYPER_CONVERGED, platform());
    set("parallelMigrationsPerCluster", 2);
    play.migration("z", "urgent", "system-critical");
    second();
    assertThat(play.wait("z")).contains("ClusterLimit: 2 of 2 run; rank 1 in the queue");
    assertThat(play.wait("m3")).contains("ClusterLimit: 2 of 2 run; rank 3 in the queue");
    set("parallelMigrationsPerCluster", 3);
    second();
    assertThat(play.phase("z")).isEqualTo("Scheduling");
    assertThat(play.wait("z")).isEmpty();
  }

  @Test
  void keepsTheNewestFiveThatAreOver() {
    play.migration("other", "elsewhere", "");
    for (int i = 0; i < 8; i++) {
      play.migration("m" + i, "gone", ""); // fails, since there is no such instance
      second();
    }
    assertThat(play.migrations().stream().map(Resource::name))
        .containsExactlyInAnyOrder("other", "m3", "m4", "m5", "m6", "m7");
  }

  @Test
  void aFullNodeDoesNotHoldUpOthers() {
    IntStream.range(0, 3).forEach(i -> play.instance("vm" + i, "n1"));
    IntStream.range(0, 3).forEach(i -> play.migration("m" + i, "vm" + i, ""));
    play.instance("other", "n2");
    play.migration("z", "other", "");
    second();
    assertThat(play.wait("m2")).isPresent();
    assertThat(play.phase("z")).isEqualTo("Scheduling");
  }

  @Test
  void aNodeTakesOnlySoManyAtATime() {
    Resource own = Resource.of(Kinds.KUBE_VIRT, "kubevirt", "kubevirt");
    own.tree()
        .putObject("spec")
        .putObject("configuration")
        .putObject("migrations")
        .put("parallelInboundMigrationsPerNode", 1);
    play.api.create(Kinds.KUBE_VIRT, own);
    play.instance("vm0", "n1");
    play.instance("vm1", "n2");
    play.migration("m0", "vm0", "");
    play.migration("m1", "vm1", "");
    second();
    play.schedule("spare");
    second();
    assertThat(play.phase("m0")).isEqualTo("PreparingTarget");
    assertThat(play.phase("m1")).isEqualTo("Scheduled");
    assertThat(play.wait("m1")).contains("InboundLimit: 1 of 1 come to node spare");
    play.finish("vm0");
    second();
    second();
    assertThat(play.phase("m1")).isEqualTo("PreparingTarget");
  }

  @Test
  void recordsThePolicyAndWhatHolds() {
    Resource policy = Resource.of(Kinds.MIGRATION_POLICY, "", "careful");
    ObjectNode spec = policy.tree().putObject("spec");
    spec.put("bandwidthPerMigration", "200Mi").put("allowPostCopy", true);
    ObjectNode selectors = spec.putObject("selectors");
    selectors
        .putObject("virtualMachineInstanceSelector")
        .putObject("matchLabels")
        .put("os", "rhel");
    selectors.putObject("namespaceSelector").put("env", "prod");
    play.api.create(Kinds.MIGRATION_POLICY, policy);
    play.instance("vm", "n1");
    play.migration("m", "vm", "");
    second();
    play.schedule("n2");
    second();
    Resource moving = play.vmi("vm");
    assertThat(moving.text("status", "migrationState", "migrationPolicyName")).contains("careful");
    var holds = moving.at("status", "migrationState", "migrationConfiguration");
    assertThat(holds.path("bandwidthPerMigration").asText()).isEqualTo("200Mi");
    assertThat(holds.path("allowWorkloadDisruption").asBoolean()).isTrue();
    assertThat(holds.path("completionTimeoutPerGiB").asInt()).isEqualTo(800);
    assertThat(play.vmim("m").annotation("wherry.io/migration-policy"))
        .contains("careful: the only policy");
  }

  /** The controller dies at every call: there is one target at most, and the end is the same. */
  @Test
  void diesAtEveryCall() {
    Gate open = Gate.open();
    String expected = live(open);
    assertThat(expected).isEqualTo("Succeeded on n2, 2 pods");
    List<String> calls = open.calls();
    assertThat(calls).hasSizeGreaterThan(15);
    for (int call = 1; call <= calls.size(); call++) {
      for (Gate.Moment moment : Gate.Moment.values()) {
        assertThat(live(Gate.killingAt(call, moment)))
            .as("killed %s call %d: %s", moment, call, calls.get(call - 1))
            .isEqualTo(expected);
      }
    }
  }

  private static String live(Gate gate) {
    Playground play = new Playground();
    play.instance("vm", "n1");
    play.migration("m", "vm", "");
    Gate now = gate;
    for (int second = 0; second < 12; second++) {
      try {
        play.second(new GatedKubeApi(play.api, now));
      } catch (Death _) {
        now = Gate.open();
      }
      play.schedule("n2");
      if (second == 6) {
        play.finish("vm");
      }
    }
    return "%s on %s, %d pods"
        .formatted(
            play.phase("m"),
            play.vmi("vm").text("status", "nodeName").orElse(""),
            play.api.list(Kinds.POD, io.wherry.kube.Selection.ALL).size());
  }
}
