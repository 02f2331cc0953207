package io.wherry.storage.run;

import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.MemoryJournal;
import io.wherry.itinerary.Voyage;
import io.wherry.itinerary.VoyageListener;
import io.wherry.itinerary.VoyageSetting;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.storage.StorageSettings;
import io.wherry.storage.World;
import io.wherry.storage.plan.MachineVolume;
import io.wherry.testkit.crash.Gate;
import io.wherry.testkit.crash.GatedJournal;
import io.wherry.testkit.crash.GatedKubeApi;
import io.wherry.testkit.crash.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Two machines, one of them running, each with a disk in class {@code slow}. */
final class StorageScenario implements Scenario {
  final PlayedCluster cluster = new PlayedCluster();
  private final MemoryJournal memory = new MemoryJournal();
  private final StorageOrder order;
  private final Set<StorageTrait> traits;
  private BooleanSupplier cancel = () -> false;
  private Runnable onWait = () -> {};

  StorageScenario(StorageOrder.Goal goal, StorageTrait... traits) {
    this.traits = Set.of(traits);
    Resource web = machine("web", "Manual");
    Resource db = machine("db", "Always");
    cluster.start(web);
    cluster.start(db);
    Resource off = machine("off", "Halted");
    List<StorageOrder.Machine> machines = new ArrayList<>();
    for (Resource vm : List.of(web, db, off)) {
      machines.add(
          new StorageOrder.Machine(
              new StorageOrder.Name(World.NS, vm.name(), vm.uid()),
              List.of(volume(goal, vm.name()))));
    }
    order =
        new StorageOrder(
            new StorageOrder.Name("openshift-migration", "p", "plan-uid"),
            new StorageOrder.Name("openshift-migration", "m", "migration-uid"),
            goal,
            machines);
  }

  private Resource machine(String name, String strategy) {
    cluster.world.claim(name + "-disk", "slow");
    cluster.contents.put(name + "-disk", "data of " + name);
    return cluster.world.vm(name, strategy, name + "-disk");
  }

  private static StorageOrder.Volume volume(StorageOrder.Goal goal, String vm) {
    boolean back = goal == StorageOrder.Goal.ROLLBACK;
    return new StorageOrder.Volume(
        "v-" + vm + "-disk",
        back ? vm + "-mig-abcd" : vm + "-disk",
        back ? vm + "-disk" : vm + "-mig-abcd",
        new StorageOrder.Storage(back ? "slow" : "fast", "", ""),
        1 << 30,
        "");
  }

  /** Machines after a cutover, which have written since. */
  StorageScenario switched() {
    for (StorageOrder.Machine m : order.machines()) {
      StorageOrder.Volume v = m.volumes().getFirst();
      cluster.world.make(
          Kinds.DATA_VOLUME,
          World.NS,
          v.source(),
          "{'metadata':{'name':'%s','namespace':'apps','labels':{'migration.openshift.io/migrated-by-migplan':'plan-uid'}},'spec':{'storage':{'storageClassName':'fast'}}}"
              .formatted(v.source()));
      cluster.play();
      cluster.contents.put(v.source(), "data of " + m.vm().name() + " and more");
      cluster.world.edit(
          Kinds.PVC,
          World.NS,
          v.target(),
          "{'metadata':{'labels':{'migration.openshift.io/source-for-directvolumemigration':'plan-uid'}}}");
      cluster.world.edit(
          Kinds.VM,
          World.NS,
          m.vm().name(),
          "{'spec':{'template':{'spec':{'volumes':[{'name':'%s','dataVolume':{'name':'%s'}}]}}}}"
              .formatted(v.volume(), v.source()));
    }
    return this;
  }

  StorageScenario cancelledIn(StorageStep step, int round) {
    cancel =
        () ->
            journal().stream()
                .anyMatch(e ->
                    e instanceof Entry.Began(var leg, _)
                        && leg.step().equals(step.wire())
                        && leg.round() == round);
    return this;
  }

  StorageScenario onWait(Runnable event) {
    onWait = event;
    return this;
  }

  boolean isAt(StorageStep step) {
    return journal().stream()
        .anyMatch(e -> e instanceof Entry.Began(var leg, _) && leg.step().equals(step.wire()));
  }

  @Override
  public Itinerary<StorageWorld> itinerary() {
    return StorageRoutes.to(order.goal());
  }

  @Override
  public Set<StorageTrait> traits() {
    return traits;
  }

  @Override
  public void live(Gate gate) {
    var api = new GatedKubeApi(cluster.world.api, gate);
    var outside = new StorageWorld.Outside(api, cluster.world.clock, StorageSettings.DEFAULTS);
    var setting =
        new VoyageSetting(
            new GatedJournal(memory, gate),
            atMost -> {
              cluster.world.clock.advance(atMost);
              onWait.run();
              cluster.play();
            },
            cluster.world.clock,
            cancel,
            VoyageListener.NONE);
    var _ = new Voyage<>(itinerary(), traits, new StorageWorld(order, outside), setting).run();
    cluster.play();
  }

  StorageScenario live() {
    live(Gate.open());
    return this;
  }

  @Override
  public List<Entry> journal() {
    return memory.entries();
  }

  Entry.Result result() {
    return ((Entry.Ended) journal().getLast()).result();
  }

  String trouble() {
    return journal().stream()
        .filter(Entry.Stopped.class::isInstance)
        .map(e -> ((Entry.Stopped) e).trouble().text())
        .findFirst()
        .orElse("");
  }

  @Override
  public List<String> picture() {
    List<String> lines = new ArrayList<>();
    for (Resource vm : cluster.world.api.list(Kinds.VM, Selection.ALL)) {
      String claim = MachineVolume.of(vm).getFirst().claim();
      boolean runs =
          cluster.world.api.list(Kinds.VMI, Selection.ALL).stream()
              .anyMatch(i -> i.name().equals(vm.name()));
      // Manual and RerunOnFailure start by a request, which nobody plays.
      boolean asked =
          cluster.world.api.puts().stream().anyMatch(p -> p.contains("/" + vm.name() + "/start"));
      lines.add(
          "%s %s %s on %s with '%s' %s"
              .formatted(
                  vm.name(),
                  vm.at("spec", "runStrategy").asText(),
                  runs || asked ? "up" : "down",
                  claim,
                  cluster.contents.get(claim),
                  vm.annotations().keySet()));
    }
    for (Resource claim : cluster.world.api.list(Kinds.PVC, Selection.ALL)) {
      boolean left =
          claim.label("migration.openshift.io/source-for-directvolumemigration").isPresent();
      lines.add("claim " + claim.name() + (left ? " left" : ""));
    }
    cluster.world.api.list(Kinds.POD, Selection.ALL).forEach(p -> lines.add(p.toString()));
    cluster.world.api.list(Kinds.DISK_MOVE, Selection.ALL).forEach(m -> lines.add(m.toString()));
    lines.add("result " + (journal().isEmpty() ? "" : result()));
    return lines;
  }
}
