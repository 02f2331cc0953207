package io.wherry.vmimport.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.itinerary.Entry;
import io.wherry.itinerary.RoutePrinter;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.PowerState;
import io.wherry.testkit.Golden;
import io.wherry.vmimport.steps.PlayedCluster.Fate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ColdRouteTest {
  private static ColdScenario scenario() {
    return new ColdScenario(SampleOrder.plain(), ImportTrait.NEEDS_CONVERSION);
  }

  @Test
  void printsItself() {
    Golden.check(this, "cold.txt", RoutePrinter.text(ImportItineraries.cold()));
    Golden.check(this, "cold.mmd", RoutePrinter.mermaid(ImportItineraries.cold()));
  }

  @Test
  void makesPodsAsTheContractSays() {
    ColdScenario s = scenario();
    StringBuilder pods = new StringBuilder();
    s.cluster.fate("copy", pod -> show(pods, pod, PlayedCluster.COPIED));
    s.cluster.fate("convert", pod -> show(pods, pod, PlayedCluster.CONVERTED));
    s.live();
    Golden.check(this, "pods.json", pods.toString());
  }

  private static Fate show(StringBuilder into, Resource pod, Fate fate) {
    into.append(pod.name()).append('\n');
    into.append(pod.at("metadata", "labels").toPrettyString()).append('\n');
    into.append(pod.at("spec").toPrettyString()).append('\n');
    return fate;
  }

  @Test
  void keepsTheConversionPodUnlessAskedToRemoveIt() {
    assertThat(scenario().live().picture()).anyMatch(l -> l.contains("-convert-"));
    ColdScenario other =
        new ColdScenario(SampleOrder.plain().removingConversionPod(), ImportTrait.NEEDS_CONVERSION)
            .live();
    assertThat(other.picture()).noneMatch(l -> l.startsWith("Pod"));
  }

  @Test
  void showsTheWorkersMessageAndAdvice() {
    ColdScenario s = scenario();
    s.cluster.fate("copy", _ -> new Fate.Failure("Grain 7 is damaged.", "Export it again.", false));
    s.live();
    assertThat(s.result()).isEqualTo(Entry.Result.FAILED);
    assertThat(s.trouble()).isEqualTo("Grain 7 is damaged. Export it again.");
    assertThat(s.picture()).filteredOn(l -> l.startsWith("Pod")).hasSize(1);
  }

  @Test
  void givesUpAfterThreeLostWorkers() {
    ColdScenario s = scenario();
    Instant start = s.cluster.clock.instant();
    s.cluster.fate("copy", _ -> new Fate.Death());
    s.live();
    assertThat(s.result()).isEqualTo(Entry.Result.FAILED);
    assertThat(s.trouble()).contains("exit code 137").contains("attempt 3 of 3");
    assertThat(Duration.between(start, s.cluster.clock.instant()))
        .isGreaterThan(Duration.ofSeconds(15));
  }

  @Test
  void doesNotBelieveAPodThatSucceedsWithoutAReport() {
    ColdScenario s = scenario();
    s.cluster.fate("copy", _ -> new Fate.Success("{broken"));
    s.live();
    assertThat(s.trouble()).contains("ended without a report");
  }

  @Test
  void saysWhyAVolumeCouldNotBeMade() {
    ColdScenario s = scenario();
    s.cluster.failVolumes();
    s.live();
    assertThat(s.trouble())
        .contains("DataVolume apps/web-1-disk-0")
        .contains("no space left in /srv");
    assertThat(s.picture()).noneMatch(l -> l.startsWith("DataVolume"));
  }

  @Test
  void refusesAVirtualMachineOfSomebodyElse() {
    ColdScenario s = scenario();
    s.cluster.api.create(Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", "apps"));
    s.cluster.api.create(Kinds.VM, Resource.of(Kinds.VM, "apps", "web-1"));
    s.live();
    assertThat(s.trouble())
        .contains("VirtualMachine apps/web-1 exists already")
        .contains("targetName");
    assertThat(s.cluster.api.get(new ResourceKey(Kinds.VM, "apps", "web-1"))).isPresent();
    assertThat(s.picture()).noneMatch(l -> l.startsWith("Pers"));
  }

  @Test
  void keepsMachineAndDisksOnFailureWhenThePlanSaysSo() {
    ColdScenario s =
        new ColdScenario(SampleOrder.plain().keepingMachine(), ImportTrait.NEEDS_CONVERSION);
    s.cluster.fate("convert", _ -> new Fate.Failure("No.", "", false));
    s.live();
    assertThat(s.picture()).filteredOn(l -> l.startsWith("DataVolume")).hasSize(2);
  }

  @Test
  void saysThatHooksCannotRunHere() {
    ColdScenario s =
        new ColdScenario(SampleOrder.plain(), ImportTrait.PRE_HOOK).withoutHooks().live();
    assertThat(s.result()).isEqualTo(Entry.Result.FAILED);
    assertThat(s.trouble()).contains("Hook plans/before (PreHook)").contains("Remove the hook");
  }

  @Test
  void pullsThePlugWhenTheGuestDoesNotShutDown() {
    ColdScenario s = new ColdScenario(SampleOrder.plain(), ImportTrait.SWITCHES_POWER);
    s.source.obeysShutDown = false;
    s.live();
    assertThat(s.result()).isEqualTo(Entry.Result.SUCCEEDED);
    assertThat(s.source.powerCalls).containsExactly("shutDown", "powerOff");
  }

  @Test
  void startsTheTargetWhenTheSourceWasOn() {
    ColdScenario s = new ColdScenario(SampleOrder.plain(), ImportTrait.SWITCHES_POWER).live();
    assertThat(s.picture()).anyMatch(l -> l.contains("\"runStrategy\":\"Always\""));
    assertThat(s.source.state).isEqualTo(PowerState.Off);
    assertThat(scenario().live().picture()).anyMatch(l -> l.contains("\"runStrategy\":\"Halted\""));
  }

  @Test
  void waitsWhileTheProviderIsAway() {
    ColdScenario s = scenario();
    s.source.connected = false;
    Instant back = s.cluster.clock.instant().plus(Duration.ofMinutes(3));
    s.cluster.fate("copy", _ -> PlayedCluster.COPIED);
    s.where(x -> x.onWait(() -> x.source.connected = x.cluster.clock.instant().isAfter(back)));
    s.live();
    assertThat(s.result()).isEqualTo(Entry.Result.SUCCEEDED);
  }

  @Test
  void removesWhatAnEarlierRunLeftButNeverAFinishedMachine() {
    ColdScenario s = scenario().live();
    assertThat(s.result()).isEqualTo(Entry.Result.SUCCEEDED);
    SampleOrder again =
        new SampleOrder(
            s.order.machine(),
            s.order.options().conversion(),
            s.order.options().cleanup(),
            "migration-uid-2");
    ColdScenario second = new ColdScenario(again, s.cluster, ImportTrait.NEEDS_CONVERSION).live();
    assertThat(second.trouble()).contains("exists already");
    assertThat(second.picture())
        .anyMatch(l -> l.contains("PersistentVolumeClaim apps/web-1-disk-0 Bound of Virtual"))
        .noneMatch(l -> l.contains("-convert-"));
  }
}
