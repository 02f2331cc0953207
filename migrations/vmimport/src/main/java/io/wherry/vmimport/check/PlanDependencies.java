package io.wherry.vmimport.check;

import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.draft.ObservedPlan;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.PlanView;
import java.util.HashSet;
import java.util.Set;

/** Objects whose changes may change what is said about a plan. */
record PlanDependencies(PlanView plan) {

  /** Those that stand in the plan itself. */
  Set<ResourceKey> ofSpec() {
    Set<ResourceKey> keys = new HashSet<>();
    add(keys, Kinds.PROVIDER, plan.providers().source());
    add(keys, Kinds.PROVIDER, plan.providers().destination());
    add(keys, Kinds.NETWORK_MAP, plan.networkMap());
    add(keys, Kinds.STORAGE_MAP, plan.storageMap());
    add(keys, Kinds.NAD, plan.transferNetwork());
    plan.vms().stream()
        .flatMap(vm -> vm.hooks().stream())
        .forEach(use -> add(keys, Kinds.HOOK, use.hook()));
    plan.serviceAccount()
        .ifPresent(
            name -> keys.add(new ResourceKey(Kinds.SERVICE_ACCOUNT, plan.targetNamespace(), name)));
    keys.add(vmsOf(plan.targetNamespace()));
    return keys;
  }

  /** And those that stand in its maps. */
  Set<ResourceKey> of(ObservedPlan seen) {
    Set<ResourceKey> keys = ofSpec();
    seen.maps()
        .storageRows()
        .forEach(r ->
            keys.add(
                new ResourceKey(Kinds.STORAGE_CLASS, "", r.row().destination().storageClass())));
    seen.maps().networkRows().stream()
        .map(r -> r.row().destination())
        .filter(t -> t.isMultus())
        .forEach(t -> add(keys, Kinds.NAD, new NamespacedRef(t.namespace(), t.name())));
    return keys;
  }

  /** Stands for all VirtualMachines of a namespace. */
  static ResourceKey vmsOf(String namespace) {
    return new ResourceKey(Kinds.VM, namespace, "");
  }

  static ResourceKey vmsOf(Resource vm) {
    return vmsOf(vm.namespace());
  }

  private static void add(Set<ResourceKey> keys, KindRef kind, NamespacedRef ref) {
    if (ref.isSet()) {
      keys.add(ref.key(kind));
    }
  }
}
