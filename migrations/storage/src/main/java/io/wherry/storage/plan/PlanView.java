package io.wherry.storage.plan;

import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A window onto a MigPlan. */
public record PlanView(Resource resource) {
  private static final String SHARED = "wherry.io/shared-namespace";
  private static final String MACHINES = "wherry.io/virtual-machines";

  /** The plan that a migration names; in the migration's own namespace unless it says another. */
  public static ResourceKey of(Resource migration) {
    return new ResourceKey(
        Kinds.MIG_PLAN,
        migration.text("spec", "migPlanRef", "namespace").orElse(migration.namespace()),
        migration.at("spec", "migPlanRef", "name").asText());
  }

  public ResourceKey key() {
    return new ResourceKey(Kinds.MIG_PLAN, resource.namespace(), resource.name());
  }

  /** As written: {@code name} or {@code source:target}. */
  List<String> namespaces() {
    return resource.items("spec", "namespaces").stream().map(n -> n.asText()).toList();
  }

  /** Source namespaces, each once. */
  Set<String> sources() {
    return namespaces().stream().map(n -> n.split(":", 2)[0]).collect(Collectors.toSet());
  }

  /** True when a namespace is mapped to another one. */
  boolean isMapped() {
    return namespaces().stream()
        .map(n -> n.split(":", 2))
        .anyMatch(n -> n.length > 1 && !n[0].equals(n[1]));
  }

  /** The volumes as the plan lists them. */
  public List<PlanVolume> volumes() {
    return resource.items("spec", "persistentVolumes").stream().map(PlanVolume::new).toList();
  }

  public boolean isClosed() {
    return resource.at("spec", "closed").asBoolean();
  }

  /** True when machines that run shall go on running while their disks move. */
  public boolean wantsLive() {
    return resource.at("spec", "liveMigrate").asBoolean();
  }

  /** True when other plans may use the same namespace. */
  boolean sharesNamespaces() {
    return resource.annotation(SHARED).filter("true"::equals).isPresent();
  }

  /** True when the machine is among those that the plan is for. */
  boolean isFor(Resource vm) {
    return resource
        .annotation(MACHINES)
        .map(list -> Arrays.stream(list.split(",")).map(String::strip).toList())
        .map(list -> list.contains(vm.name()))
        .orElse(true);
  }
}
