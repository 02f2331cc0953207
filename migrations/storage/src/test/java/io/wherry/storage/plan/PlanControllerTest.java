package io.wherry.storage.plan;

import static io.wherry.storage.World.NS;
import static io.wherry.storage.World.has;
import static io.wherry.storage.World.said;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.HostCluster;
import io.wherry.storage.StorageSettings;
import io.wherry.storage.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanControllerTest {
  private final World world = new World();
  private final PlanController controller =
      new PlanController(world.api, world.clock, StorageSettings.DEFAULTS);

  private Resource judged(String name) {
    ResourceKey key = new ResourceKey(Kinds.MIG_PLAN, HostCluster.NAMESPACE, name);
    for (int i = 0; i < 3; i++) {
      controller.reconcile(key);
    }
    return world.api.get(key).orElseThrow();
  }

  private void plan(String name, String fields) {
    world.make(Kinds.MIG_PLAN, HostCluster.NAMESPACE, name, fields);
    world.clock.advance(Duration.ofSeconds(2));
  }

  private void oneMachine() {
    world.claim("root", "slow");
    world.vm("web", "Halted", "root");
  }

  private Resource selecting(String name, String selection) {
    Resource plan = judged(name);
    var list = plan.at("spec", "persistentVolumes").deepCopy();
    ((com.fasterxml.jackson.databind.node.ObjectNode) list.get(0).get("selection"))
        .setAll((com.fasterxml.jackson.databind.node.ObjectNode) World.json(selection));
    var patch = World.json("{'spec':{}}");
    ((com.fasterxml.jackson.databind.node.ObjectNode) patch.get("spec"))
        .set("persistentVolumes", list);
    world.api.patch(new ResourceKey(Kinds.MIG_PLAN, HostCluster.NAMESPACE, name), patch);
    return judged(name);
  }

  @Test
  void discoversDisksOfMachinesAndIsReady() {
    oneMachine();
    plan("p", "{'spec':{'namespaces':['apps']}}");
    Resource plan = judged("p");
    assertThat(said(plan, "Ready")).isEqualTo("Done: The plan is ready.");
    JsonNode entry = plan.at("spec", "persistentVolumes").path(0);
    String suffix = plan.need("status", "suffix");
    assertThat(suffix).matches("[a-z0-9]{4}");
    assertThat(entry.path("name").asText()).isEqualTo("pv-root");
    assertThat(entry.path("capacity").asText()).isEqualTo("1Gi");
    assertThat(entry.at("/pvc/name").asText()).isEqualTo("root:root-mig-" + suffix);
    assertThat(entry.at("/pvc/ownerType").asText()).isEqualTo("VirtualMachine");
    assertThat(entry.at("/selection/action").asText()).isEqualTo("copy");
    assertThat(entry.at("/selection/storageClass").asText()).isEqualTo("fast");
    assertThat(plan.at("status", "destStorageClasses")).hasSize(2);
    String version = plan.resourceVersion();
    assertThat(judged("p").resourceVersion()).as("quiet").isEqualTo(version);
  }

  @Test
  void keepsWhatUsersSelectAndFillsInTheRest() {
    oneMachine();
    plan(
        "p",
        "{'spec':{'namespaces':['apps'],'persistentVolumes':[{'name':'pv-root','pvc':{'name':'root:mine','namespace':'apps'},'selection':{'action':'copy','storageClass':'fast','copyMethod':'block'}}]}}");
    JsonNode entry = judged("p").at("spec", "persistentVolumes").path(0);
    assertThat(entry.at("/pvc/name").asText()).isEqualTo("root:mine");
    assertThat(entry.at("/selection/copyMethod").asText()).isEqualTo("block");
    assertThat(entry.at("/capacity").asText()).isEqualTo("1Gi");
  }

  @Test
  void moveSnapshotsAndUnknownClassesAreRefusedWithTheReason() {
    oneMachine();
    plan("p", "{'spec':{'namespaces':['apps']}}");
    Resource moved = selecting("p", "{'action':'move'}");
    assertThat(said(moved, "PvInvalidAction")).startsWith("NotSupported: Action move of apps/root");
    assertThat(has(moved, "Ready")).isFalse();
    Resource shot = selecting("p", "{'action':'copy','copyMethod':'snapshot'}");
    assertThat(said(shot, "PvInvalidCopyMethod")).startsWith("NotSupported");
    assertThat(has(shot, "PvInvalidAction")).isFalse();
    Resource lost = selecting("p", "{'copyMethod':'block','storageClass':'gold'}");
    assertThat(said(lost, "PvInvalidStorageClass")).contains("apps/root to 'gold'");
    Resource skipped = selecting("p", "{'action':'skip'}");
    assertThat(has(skipped, "StorageClassConversionUnavailable")).isTrue();
    Resource word = selecting("p", "{'action':'copy','storageClass':'fast','accessMode':'Any'}");
    assertThat(has(word, "PvInvalidAccessMode")).isTrue();
    Resource same = selecting("p", "{'accessMode':'auto','storageClass':'slow'}");
    assertThat(has(same, "TargetClassEqualsSource")).isTrue();
    assertThat(has(same, "Ready")).isTrue();
  }

  @Test
  void volumesOfPodsAndOfTwoMachinesAreRefused() {
    oneMachine();
    world.make(
        Kinds.POD,
        NS,
        "reader",
        "{'spec':{'volumes':[{'name':'d','persistentVolumeClaim':{'claimName':'root'}}]}}");
    plan("p", "{'spec':{'namespaces':['apps']}}");
    Resource used = selecting("p", "{'action':'copy'}");
    assertThat(said(used, "VolumeInUseByPod")).contains("apps/root");
    world.vm("twin", "Halted", "root");
    assertThat(said(judged("p"), "SharedVolume")).contains("apps/root");
    assertThat(has(judged("p"), "Ready")).isFalse();
  }

  @Test
  void claimsWithoutMachinesAreShownAndStay() {
    oneMachine();
    world.claim("lonely", "slow");
    plan("p", "{'spec':{'namespaces':['apps']}}");
    Resource plan = judged("p");
    assertThat(said(plan, "PvNoSupportedAction"))
        .contains("apps/lonely (no virtual machine uses it)");
    assertThat(has(plan, "Ready")).isTrue();
  }

  @Test
  void runningMachinesAreAnnounced() {
    oneMachine();
    world.make(Kinds.VMI, NS, "web", "{'status':{'phase':'Running'}}");
    plan("p", "{'spec':{'namespaces':['apps']}}");
    assertThat(said(judged("p"), "OfflineFallback"))
        .startsWith("Running")
        .contains("apps/web", "With spec.liveMigrate: true");
    assertThat(has(judged("p"), "Ready")).isTrue();
  }

  @Test
  void withLiveMigrateOnlySharedDisksStopMachines() {
    oneMachine();
    world.make(Kinds.VMI, NS, "web", "{'status':{'phase':'Running'}}");
    plan("p", "{'spec':{'namespaces':['apps'],'liveMigrate':true}}");
    assertThat(has(judged("p"), "OfflineFallback")).isFalse();
    assertThat(has(judged("p"), "Ready")).isTrue();
    world.edit(
        Kinds.VM,
        NS,
        "web",
        "{'spec':{'template':{'spec':{'domain':{'devices':{'disks':[{'name':'v-disk','shareable':true}]}}}}}}");
    assertThat(said(judged("p"), "OfflineFallback"))
        .startsWith("LiveNotAvailable")
        .contains("apps/web");
  }

  @Test
  void theOlderOfTwoPlansForANamespaceWins() {
    oneMachine();
    plan("b-older", "{'spec':{'namespaces':['apps']}}");
    plan("a-younger", "{'spec':{'namespaces':['apps']}}");
    assertThat(has(judged("b-older"), "Ready")).isTrue();
    assertThat(said(judged("a-younger"), "PlanConflict"))
        .contains("openshift-migration/b-older")
        .contains("shared-namespace");
    for (String p : new String[] {"b-older", "a-younger"}) {
      world.edit(
          Kinds.MIG_PLAN,
          HostCluster.NAMESPACE,
          p,
          "{'metadata':{'annotations':{'wherry.io/shared-namespace':'true'}}}");
    }
    assertThat(has(judged("a-younger"), "PlanConflict")).as("the same volume twice").isTrue();
    assertThat(has(selecting("a-younger", "{'action':'skip'}"), "PlanConflict")).isFalse();
  }

  @Test
  void scopeIsJudged() {
    plan("none", "{'spec':{'namespaces':[]}}");
    assertThat(has(judged("none"), "NamespaceListEmpty")).isTrue();
    plan("gone", "{'spec':{'namespaces':['nowhere','nowhere']}}");
    assertThat(said(judged("gone"), "NamespaceNotFoundOnSourceCluster")).contains("nowhere");
    assertThat(has(judged("gone"), "DuplicateNamespaceOnSourceCluster")).isTrue();
    plan("mapped", "{'spec':{'namespaces':['apps:other']}}");
    assertThat(said(judged("mapped"), "IntraClusterMigration")).startsWith("NotSupported");
    plan(
        "far",
        "{'spec':{'namespaces':['apps'],'srcMigClusterRef':{'name':'far','namespace':'x'},'indirectVolumeMigration':true,'migStorageRef':{'name':'s'}}}");
    assertThat(has(judged("far"), "InvalidSourceClusterRef")).isTrue();
    assertThat(has(judged("far"), "NotSupported")).isTrue();
    assertThat(said(judged("far"), "FieldIgnored")).contains("spec.migStorageRef");
  }

  @Test
  void namesOfTargetsDoNotGrow() {
    assertThat(TargetNames.of("root", "ab1c")).isEqualTo("root-mig-ab1c");
    assertThat(TargetNames.of("root-mig-zz9z", "ab1c")).isEqualTo("root-mig-ab1c");
    assertThat(TargetNames.of("root-new", "ab1c")).isEqualTo("root-mig-ab1c");
    assertThat(TargetNames.of("r".repeat(253), "ab1c")).hasSize(253);
  }
}
