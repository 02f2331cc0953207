package io.wherry.storage.run;

import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.plan.MachineVolume;
import io.wherry.storage.plan.PlanView;
import io.wherry.storage.plan.PlanVolume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides what a migration does: which machines, which volumes, where to. */
record OrderDesk(KubeApi api) {

  /**
   * The order of a migration. Blocks.
   *
   * @throws InvalidRequest there is nothing to do, or it cannot be done
   */
  StorageOrder order(PlanView plan, Resource migration, StorageOrder.Goal goal) {
    List<StorageOrder.Machine> machines =
        goal == StorageOrder.Goal.ROLLBACK ? switched(plan) : planned(plan);
    if (machines.isEmpty()) {
      throw new InvalidRequest(
          goal == StorageOrder.Goal.ROLLBACK
              ? "No virtual machine uses volumes that a cutover of this plan has made: there is nothing to roll back."
              : "No virtual machine uses a selected volume of the plan. Set spec.refresh of the plan and look at its volumes.");
    }
    return new StorageOrder(name(plan.resource()), name(migration), goal, machines);
  }

  private static StorageOrder.Name name(Resource object) {
    return new StorageOrder.Name(object.namespace(), object.name(), object.uid());
  }

  private List<StorageOrder.Machine> planned(PlanView plan) {
    List<PlanVolume> copied = plan.volumes().stream().filter(PlanVolume::isCopied).toList();
    List<StorageOrder.Machine> machines = new ArrayList<>();
    for (String namespace :
        copied.stream().map(PlanVolume::namespace).distinct().sorted().toList()) {
      for (Resource vm : api.list(Kinds.VM, Selection.in(namespace))) {
        List<StorageOrder.Volume> volumes =
            MachineVolume.of(vm).stream()
                .flatMap(v ->
                    copied.stream()
                        .filter(
                            c -> c.namespace().equals(namespace) && c.source().equals(v.claim()))
                        .map(c -> volume(v.name(), c, claimUid(namespace, c.source()))))
                .toList();
        if (!volumes.isEmpty()) {
          machines.add(new StorageOrder.Machine(name(vm), volumes));
        }
      }
    }
    return machines;
  }

  private String claimUid(String namespace, String claim) {
    return api.get(new ResourceKey(Kinds.PVC, namespace, claim)).map(Resource::uid).orElse("");
  }

  private static StorageOrder.Volume volume(String name, PlanVolume volume, String uid) {
    long confirmed = volume.confirmed().isEmpty() ? 0 : Quantities.bytes(volume.confirmed());
    return new StorageOrder.Volume(
        name,
        volume.source(),
        volume.target(),
        new StorageOrder.Storage(volume.targetClass(), volume.accessMode(), volume.volumeMode()),
        Math.max(confirmed, Quantities.bytes(volume.capacity())),
        uid);
  }

  /** What the latest cutover of the plan has switched and nobody has switched back. */
  private List<StorageOrder.Machine> switched(PlanView plan) {
    Optional<StorageOrder> cutover =
        api.list(Kinds.RUN, Selection.in(plan.resource().namespace())).stream()
            .sorted(
                Comparator.comparing((Resource r) -> r.at("metadata", "creationTimestamp").asText())
                    .reversed())
            .map(StorageRun::new)
            .filter(r -> r.isOurs() && r.isOver())
            .map(StorageRun::order)
            .filter(o -> o.goal() == StorageOrder.Goal.CUTOVER)
            .filter(o -> o.plan().uid().equals(plan.resource().uid()))
            .filter(o -> o.machines().stream().anyMatch(this::isSwitched))
            .findFirst();
    return cutover.stream()
        .flatMap(o -> o.machines().stream())
        .filter(this::isSwitched)
        .map(this::back)
        .toList();
  }

  private boolean isSwitched(StorageOrder.Machine machine) {
    return api.get(StorageWorld.beside(machine, Kinds.VM, machine.vm().name()))
        .filter(vm -> vm.uid().equals(machine.vm().uid()))
        .filter(vm -> new References(vm).areSwitched(machine.volumes()))
        .isPresent();
  }

  private StorageOrder.Machine back(StorageOrder.Machine machine) {
    return new StorageOrder.Machine(
        machine.vm(), machine.volumes().stream().map(v -> back(machine, v)).toList());
  }

  private StorageOrder.Volume back(StorageOrder.Machine machine, StorageOrder.Volume volume) {
    ResourceKey key = StorageWorld.beside(machine, Kinds.PVC, volume.source());
    Resource former =
        api.get(key)
            .orElseThrow(() ->
                new InvalidRequest(
                    "The former claim %s/%s of virtual machine %s is gone: there is nothing to go back to. Make a new plan that moves the disk."
                        .formatted(key.namespace(), key.name(), machine.vm().name())));
    String left = Objects.requireNonNullElse(volume.sourceUid(), "");
    if (!left.isEmpty() && !left.equals(former.uid())) {
      throw new InvalidRequest(
          "The claim %s/%s is not the one that virtual machine %s had: it was made anew, and what is in it would be overwritten. Make a new plan that moves the disk."
              .formatted(key.namespace(), key.name(), machine.vm().name()));
    }
    String storageClass = former.at("spec", "storageClassName").asText();
    return new StorageOrder.Volume(
        volume.volume(),
        volume.target(),
        volume.source(),
        new StorageOrder.Storage(storageClass, "", ""),
        0,
        claimUid(key.namespace(), volume.target()));
  }
}
