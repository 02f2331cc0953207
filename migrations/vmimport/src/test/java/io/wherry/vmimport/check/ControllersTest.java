package io.wherry.vmimport.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.control.Reconciler.Next;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.vmimport.Machines;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The controllers together, by hand, one pass each. */
class ControllersTest {
  private final World world = new World().small();

  @Test
  void everythingGoodBecomesReady() {
    world.settle();
    assertThat(world.conditions(Kinds.PROVIDER, "ova"))
        .containsExactly(
            "Validated/Advisory/",
            "ConnectionTestSucceeded/Required/Tested",
            "InventoryCreated/Required/Completed",
            "Ready/Required/");
    assertThat(world.get(Kinds.PROVIDER, "ova").at("status", "phase").asText()).isEqualTo("Ready");
    assertThat(world.conditions(Kinds.PROVIDER, "host")).contains("Ready/Required/");
    assertThat(world.conditions(Kinds.NETWORK_MAP, "nm")).containsExactly("Ready/Required/");
    assertThat(world.get(Kinds.STORAGE_MAP, "sm").at("status", "references").toString())
        .isEqualTo("[{\"id\":\"st-1\",\"name\":\"st-1\"}]");
    assertThat(world.conditions(Kinds.PLAN, "wave")).containsExactly("Ready/Required/");
    assertThat(world.get(Kinds.PLAN, "wave").at("status", "observedGeneration").asLong())
        .isEqualTo(1);
  }

  @Test
  void writesOnlyWhenSomethingChanged() {
    world.settle();
    String version = world.get(Kinds.PLAN, "wave").resourceVersion();
    String provider = world.get(Kinds.PROVIDER, "ova").resourceVersion();
    world.clock.advance(Duration.ofSeconds(10));
    world.settle();
    assertThat(world.get(Kinds.PLAN, "wave").resourceVersion()).isEqualTo(version);
    assertThat(world.get(Kinds.PROVIDER, "ova").resourceVersion()).isEqualTo(provider);
  }

  @Test
  void tellsConditionsAsEvents() {
    world.settle();
    world.inventories.machines.clear();
    world.reconcile(Kinds.PLAN, "wave");
    assertThat(world.api.list(Kinds.EVENT, Selection.in("mig")))
        .filteredOn(e -> e.at("involvedObject", "kind").asText().equals("Plan"))
        .extracting(e -> e.at("type").asText() + " " + e.at("reason").asText())
        .containsExactlyInAnyOrder("Normal Ready", "Warning VMNotFound", "Normal Ready");
  }

  @Test
  void keepsFindingsWhenTheProviderIsAway() {
    world.inventories.networks.clear();
    world.settle();
    assertThat(world.conditions(Kinds.PLAN, "wave"))
        .contains("VMNetworksNotMapped/Critical/NotValid");
    world.inventories.parity = false;
    world.reconcile(Kinds.PLAN, "wave");
    assertThat(world.conditions(Kinds.PLAN, "wave"))
        .contains("VMNetworksNotMapped/Critical/NotValid")
        .doesNotContain("Ready/Required/");
  }

  @Test
  void readyPlanStaysReadyWhileInventoryLoadsAgain() {
    world.settle();
    world.inventories.parity = false;
    assertThat(world.reconcile(Kinds.PLAN, "wave")).isInstanceOf(Next.After.class);
    assertThat(world.conditions(Kinds.PLAN, "wave")).containsExactly("Ready/Required/");
  }

  @Test
  void newPlanWaitsForTheInventory() {
    world.reconcile(Kinds.PROVIDER, "host");
    world.settle();
    world.inventories.parity = false;
    Resource plan = world.get(Kinds.PLAN, "wave");
    world.api.delete(World.key(Kinds.PLAN, "wave"));
    var copy = plan.mutableCopy();
    copy.remove("status");
    world.api.create(Kinds.PLAN, new Resource(copy));
    assertThat(world.reconcile(Kinds.PLAN, "wave")).isInstanceOf(Next.After.class);
    assertThat(world.conditions(Kinds.PLAN, "wave")).isEmpty();
  }

  @Test
  void copiesTheStateOfTheRun() {
    world.settle();
    world.patchStatus(
        World.key(Kinds.PLAN, "wave"),
        "{status: {migration: {history: [{conditions: [{type: Executing, status: 'True', category:"
            + " Advisory, message: running, durable: true}]}]}}}");
    world.reconcile(Kinds.PLAN, "wave");
    assertThat(world.conditions(Kinds.PLAN, "wave")).contains("Executing/Advisory/");
    world.patchStatus(
        World.key(Kinds.PLAN, "wave"),
        "{status: {migration: {vms: [{id: vm-1, conditions: [{type: Succeeded, status: 'True'}]}],"
            + " history: [{conditions: [{type: Succeeded, status: 'True', category: Advisory,"
            + " message: done, durable: true}]}]}}}");
    world.inventories.machines.clear();
    world.reconcile(Kinds.PLAN, "wave");
    assertThat(world.conditions(Kinds.PLAN, "wave"))
        .containsExactlyInAnyOrder("Succeeded/Advisory/", "Ready/Required/");
  }

  @Test
  void progressOfARunIsNotJudgedButChangesAre() {
    world.settle();
    world.patchStatus(
        World.key(Kinds.PLAN, "wave"),
        "{status: {migration: {history: [{conditions: [{type: Executing, status: 'True', category:"
            + " Advisory, message: running, durable: true}]}]}}}");
    world.api.delete(World.key(Kinds.STORAGE_MAP, "sm"));
    world.reconcile(Kinds.PLAN, "wave");
    assertThat(world.conditions(Kinds.PLAN, "wave"))
        .containsExactly("Executing/Advisory/", "Ready/Required/");
    world.spec(Kinds.PLAN).wakeups().stream()
        .filter(w -> w.kind().equals(Kinds.STORAGE_MAP))
        .forEach(w ->
            assertThat(w.wakes().apply(Resource.of(Kinds.STORAGE_MAP, "mig", "sm")))
                .containsExactly(World.key(Kinds.PLAN, "wave")));
    world.reconcile(Kinds.PLAN, "wave");
    assertThat(world.conditions(Kinds.PLAN, "wave"))
        .containsExactly("Executing/Advisory/", "StorageRefNotValid/Critical/NotFound");
  }

  @Test
  void archivedPlanIsNotReadyAndNotJudged() {
    world.settle();
    world.patch(World.key(Kinds.PLAN, "wave"), "{spec: {archived: true}}");
    world.inventories.machines.clear();
    world.reconcile(Kinds.PLAN, "wave");
    assertThat(world.conditions(Kinds.PLAN, "wave")).containsExactly("Archived/Advisory/");
  }

  @Test
  void countsWaitingVms() {
    world.settle();
    world.patchStatus(
        World.key(Kinds.PLAN, "wave"),
        "{status: {migration: {vms: [{id: vm-1, conditions: [{type: Pending, status: 'True'}]}]}}}");
    world.reconcile(Kinds.PLAN, "wave");
    assertThat(world.get(Kinds.PLAN, "wave").at("status", "conditions").toString())
        .contains("1 VM(s) waiting (in-flight limit: 20)");
  }

  @Test
  void lostNetworkWarnsInTheMapAndBlocksThePlan() {
    world.settle();
    world.inventories.networks.clear();
    world.reconcile(Kinds.NETWORK_MAP, "nm");
    world.reconcile(Kinds.PLAN, "wave");
    assertThat(world.conditions(Kinds.NETWORK_MAP, "nm"))
        .containsExactly("SourceNetworkNotValid/Warn/NotFound", "Ready/Required/");
    assertThat(world.conditions(Kinds.PLAN, "wave"))
        .containsExactly("VMNetworksNotMapped/Critical/NotValid");
  }

  @Test
  void missingStorageClassBlocksTheMap() {
    world.api.delete(World.key(Kinds.STORAGE_CLASS, "local-raw"));
    world.settle();
    assertThat(world.conditions(Kinds.STORAGE_MAP, "sm"))
        .containsExactly("DestinationStorageNotValid/Critical/NotFound");
    assertThat(world.conditions(Kinds.PLAN, "wave"))
        .containsExactly("StorageMapNotReady/Critical/NotReady");
  }

  @Test
  void missingAttachmentBlocksTheMap() {
    world.patch(
        World.key(Kinds.NETWORK_MAP, "nm"),
        "{spec: {map: [{source: {id: net-1}, destination: {type: multus, namespace: apps, name:"
            + " br}}, {source: {}, destination: {type: tube}}]}}");
    world.settle();
    assertThat(world.conditions(Kinds.NETWORK_MAP, "nm"))
        .containsExactly(
            "DestinationNetworkNotValid/Critical/NotFound",
            "SourceNetworkNotValid/Critical/NotSet");
  }

  @Test
  void clusterItselfIsNoSource() {
    world.patch(
        World.key(Kinds.NETWORK_MAP, "nm"),
        "{spec: {provider: {source: {name: host, namespace: mig}}}}");
    world.settle();
    assertThat(world.conditions(Kinds.NETWORK_MAP, "nm"))
        .containsExactly("SourceProviderNotValid/Critical/TypeNotValid");
  }

  @Test
  void secondMachineOfTheSameNameIsAmbiguous() {
    world.inventories.machines.add(Machines.named("vm-2", "web").build());
    world.patch(World.key(Kinds.PLAN, "wave"), "{spec: {vms: [{name: web}]}}");
    world.settle();
    assertThat(world.conditions(Kinds.PLAN, "wave"))
        .containsExactly("DuplicateVM/Critical/Ambiguous");
  }

  @Test
  void brokenHookBlocksPlan() {
    world.put(Kinds.HOOK, "{metadata: {namespace: mig, name: h}, spec: {playbook: '%%'}}");
    world.reconcile(Kinds.HOOK, "h");
    world.patch(
        World.key(Kinds.PLAN, "wave"),
        "{spec: {vms: [{id: vm-1, hooks: [{step: PreHook, hook: {name: h, namespace: mig}}]}]}}");
    world.settle();
    assertThat(world.conditions(Kinds.HOOK, "h"))
        .containsExactly(
            "InvalidPlaybook/Critical/DataError", "InvalidHookExecute/Critical/NotValid");
    assertThat(world.conditions(Kinds.PLAN, "wave"))
        .containsExactly("HookNotReady/Critical/NotReady");
  }
}
