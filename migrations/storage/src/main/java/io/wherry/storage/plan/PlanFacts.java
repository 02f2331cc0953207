package io.wherry.storage.plan;

import io.wherry.control.Conditions;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.StorageSettings;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Everything a plan is judged by, read once.
 *
 * @param namespaces source namespaces that exist
 * @param claims of the source namespaces
 * @param instances running machines of the source namespaces
 * @param migrations of this plan, the oldest first
 */
record PlanFacts(
    PlanView plan,
    List<Resource> clusters,
    List<String> namespaces,
    Claims claims,
    StorageClasses classes,
    Others others) {

  /** How disks of running machines are moved here. */
  StorageSettings.Live live() {
    return others.live();
  }

  /** Claims of the plan's namespaces, with what uses them. */
  record Claims(
      List<Resource> all, List<Resource> volumes, List<Resource> instances, ClaimUses uses) {}

  /** Plans, and migrations of this plan, the oldest first. */
  record Others(List<Resource> plans, List<Resource> migrations, StorageSettings.Live live) {}

  /** Reads everything. Blocks. */
  static PlanFacts read(KubeApi api, PlanView plan, StorageSettings.Live live) {
    List<String> namespaces =
        plan.sources().stream()
            .filter(n -> !n.isEmpty())
            .filter(n -> api.get(new ResourceKey(Kinds.NAMESPACE, "", n)).isPresent())
            .sorted()
            .toList();
    ClaimUses uses = new ClaimUses(in(api, Kinds.VM, namespaces), in(api, Kinds.POD, namespaces));
    Claims claims =
        new Claims(
            in(api, Kinds.PVC, namespaces),
            api.list(Kinds.PV, Selection.ALL),
            in(api, Kinds.VMI, namespaces),
            uses);
    return new PlanFacts(
        plan,
        api.list(Kinds.MIG_CLUSTER, Selection.ALL),
        namespaces,
        claims,
        new StorageClasses(
            api.list(Kinds.STORAGE_CLASS, Selection.ALL),
            api.list(Kinds.STORAGE_PROFILE, Selection.ALL)),
        new Others(api.list(Kinds.MIG_PLAN, Selection.ALL), migrations(api, plan), live));
  }

  private static List<Resource> in(KubeApi api, KindRef kind, List<String> namespaces) {
    return namespaces.stream().flatMap(n -> api.list(kind, Selection.in(n)).stream()).toList();
  }

  private static List<Resource> migrations(KubeApi api, PlanView plan) {
    return api.list(Kinds.MIG_MIGRATION, Selection.ALL).stream()
        .filter(m -> PlanView.of(m).equals(plan.key()))
        .sorted(
            Comparator.comparing((Resource m) -> m.at("metadata", "creationTimestamp").asText())
                .thenComparing(Resource::name))
        .toList();
  }

  /** The claim of an entry. */
  Optional<Resource> claim(PlanVolume volume) {
    return claims.all().stream()
        .filter(c -> c.namespace().equals(volume.namespace()) && c.name().equals(volume.source()))
        .findFirst();
  }

  /** True when the machine has an instance now. */
  boolean isRunning(Resource vm) {
    return claims.instances().stream()
        .anyMatch(i -> i.namespace().equals(vm.namespace()) && i.name().equals(vm.name()));
  }

  /**
   * Why the plan rests: a migration is under way, or the cutover is done and was not rolled back.
   * Empty when it does not.
   */
  Optional<String> rest() {
    Optional<String> why = Optional.empty();
    for (Resource m : others.migrations()) {
      boolean done = has(m, "Succeeded") || has(m, "SucceededWithWarnings");
      if (has(m, "Running")) {
        return Optional.of(m.name() + " is running.");
      } else if (done && m.at("spec", "rollback").asBoolean()) {
        why = Optional.empty();
      } else if (done && m.at("spec", "quiescePods").asBoolean()) {
        why =
            Optional.of(
                "The cutover "
                    + m.name()
                    + " has ended the plan; roll it back or make another plan.");
      }
    }
    return why;
  }

  private static boolean has(Resource migration, String condition) {
    return Conditions.has(migration.at("status", "conditions"), condition);
  }
}
