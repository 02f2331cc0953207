package io.wherry.livemove;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ConditionList.Truth;
import io.wherry.control.ObjectEdit;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Evictions of launchers, and what follows from them. */
class EvacuationTest {
  private static final ResourceKey VM = Playground.key(Kinds.VMI, "vm");
  private static final String TRIGGERED = "Eviction triggered evacuation of VMI \"shop/vm\"";

  private final Playground play = new Playground();
  private final Evacuation evacuation = new Evacuation(play.api);
  private final EvacuationController controller = new EvacuationController(play.api, play.clock);

  @BeforeEach
  void twoNodes() {
    for (String name : List.of("n1", "n2")) {
      Resource node = Resource.of(Kinds.NODE, "", name);
      node.tree().putObject("spec");
      play.api.create(Kinds.NODE, node);
    }
    play.instance("vm", "n1");
    ResourceKey launcher = Playground.key(Kinds.POD, "virt-launcher-vm");
    var _ =
        ObjectEdit.body(
            play.api,
            launcher,
            t -> {
              ObjectNode metadata = t.withObjectProperty("metadata");
              metadata.withObjectProperty("labels").put("kubevirt.io", "virt-launcher");
              metadata.putObject("annotations").put("kubevirt.io/domain", "vm");
            });
    migratable(Truth.TRUE);
  }

  private void migratable(Truth truth) {
    var _ =
        ObjectEdit.status(
            play.api,
            VM,
            s -> new ConditionList(s, play.clock.instant()).set("LiveMigratable", truth, "", ""));
  }

  private void strategy(String strategy) {
    var _ =
        ObjectEdit.body(
            play.api, VM, t -> t.withObjectProperty("spec").put("evictionStrategy", strategy));
  }

  private Resource launcher() {
    return play.api.get(Playground.key(Kinds.POD, "virt-launcher-vm")).orElseThrow();
  }

  private void patchNode(String json) {
    ResourceKey node = new ResourceKey(Kinds.NODE, "", "n1");
    var _ =
        ObjectEdit.body(
            play.api,
            node,
            t -> {
              ObjectNode spec = t.withObjectProperty("spec");
              switch (json) {
                case "cordon" -> spec.put("unschedulable", true);
                case "uncordon" -> spec.remove("unschedulable");
                default ->
                    spec.putArray("taints")
                        .addObject()
                        .put("key", "kubevirt.io/drain")
                        .put("effect", "NoSchedule");
              }
            });
  }

  private List<Resource> look() {
    var _ = controller.reconcile(VM);
    return play.migrations();
  }

  /** The table of live-migration.md section 5.1. */
  @ParameterizedTest
  @CsvSource({
    "LiveMigrate, TRUE, moves",
    "LiveMigrate, FALSE, stays",
    "LiveMigrateIfPossible, TRUE, moves",
    "LiveMigrateIfPossible, FALSE, goes",
    "External, TRUE, marked",
    "External, FALSE, marked",
    "None, TRUE, goes",
    "None, FALSE, goes"
  })
  void answersAsTheStrategySays(String strategy, Truth migratable, String outcome) {
    strategy(strategy);
    migratable(migratable);
    var objection = evacuation.objection(launcher());
    evacuation.mark(launcher(), "");
    boolean marked = Evacuation.isMarked(play.vmi("vm"), "n1");
    switch (outcome) {
      case "goes" -> assertThat(objection).isEmpty();
      case "stays" ->
          assertThat(objection)
              .contains(
                  "VMI vm is configured with an eviction strategy but is not live-migratable");
      default -> assertThat(objection).contains(TRIGGERED);
    }
    assertThat(marked).isEqualTo(outcome.equals("moves") || outcome.equals("marked"));
    assertThat(look()).hasSize(outcome.equals("moves") ? 1 : 0);
    if (marked) {
      assertThat(evacuation.objection(launcher())).contains("Evacuation in progress: " + TRIGGERED);
    }
  }

  @Test
  void thePlatformsStrategyHoldsForMachinesWithoutOne() {
    assertThat(evacuation.strategy(play.vmi("vm"))).isEqualTo(Evacuation.Strategy.LiveMigrate);
    Resource platform = Resource.of(Kinds.HYPER_CONVERGED, "openshift-cnv", "hco");
    platform.tree().putObject("spec").put("evictionStrategy", "None");
    play.api.create(Kinds.HYPER_CONVERGED, platform);
    assertThat(evacuation.objection(launcher())).isEmpty();
  }

  @Test
  void anEndedLauncherMayGo() {
    var key = Playground.key(Kinds.POD, "virt-launcher-vm");
    var _ = ObjectEdit.status(play.api, key, s -> s.put("phase", "Succeeded"));
    assertThat(evacuation.objection(launcher())).isEmpty();
  }

  @Test
  void uncordoningTakesMarksOfADrainBack() {
    patchNode("cordon");
    evacuation.mark(launcher(), "");
    patchNode("uncordon");
    assertThat(look()).isEmpty();
    assertThat(Evacuation.isMarked(play.vmi("vm"), "n1")).isFalse();
  }

  @Test
  void aDescheduledMachineIsLessUrgentAndNeedsNoCordon() {
    evacuation.mark(launcher(), "sigs.k8s.io/descheduler");
    assertThat(look())
        .singleElement()
        .satisfies(m -> assertThat(m.text("spec", "priority")).contains("system-maintenance"));
  }

  /** A drain's note must not take back what somebody else asks for later. */
  @Test
  void aLaterMarkForgetsTheDrain() {
    patchNode("cordon");
    evacuation.mark(launcher(), "");
    patchNode("uncordon");
    assertThat(look()).isEmpty();
    patchNode("cordon");
    evacuation.mark(launcher(), "");
    var _ = ObjectEdit.status(play.api, VM, s -> s.remove("evacuationNodeName"));
    patchNode("uncordon");
    evacuation.mark(launcher(), "sigs.k8s.io/descheduler");
    assertThat(look()).hasSize(1);
  }

  @Test
  void theTaintThatDrainsMovesMachines() {
    patchNode("taint");
    assertThat(look()).isEmpty();
    assertThat(look()).hasSize(1);
  }

  @Test
  void triesAgainAfterAGrowingPause() {
    evacuation.mark(launcher(), "");
    for (long pause : new long[] {20, 40, 80, 160, 320, 320}) {
      int before = look().size();
      assertThat(look()).as("one at a time").hasSize(before);
      Resource open =
          play.migrations().stream()
              .filter(m -> !MigrationPhase.of(m).isFinal())
              .findFirst()
              .orElseThrow();
      new MigrationStatus(play.api, play.clock)
          .phase(Playground.key(Kinds.VMIM, open.name()), MigrationPhase.FAILED, _ -> {});
      play.clock.advance(Duration.ofSeconds(pause - 2));
      assertThat(look()).hasSize(before);
      play.clock.advance(Duration.ofSeconds(3));
      assertThat(look()).hasSize(before + 1);
    }
  }
}
