package io.wherry.vmimport.check;

import io.wherry.resources.ResourceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who must be looked at again when an object changes. Kept in memory: every object of a controller
 * is reconciled at start and declares then what it depends on. Safe for several threads.
 */
final class Dependents {
  private final Map<ResourceKey, Set<ResourceKey>> byDependency = new HashMap<>();
  private final Map<ResourceKey, Set<ResourceKey>> byDependent = new HashMap<>();

  /** Replaces what the object depends on. Declare before looking, or a change may be missed. */
  synchronized void declare(ResourceKey dependent, Collection<ResourceKey> dependencies) {
    forget(dependent);
    byDependent.put(dependent, Set.copyOf(dependencies));
    for (ResourceKey d : dependencies) {
      byDependency.computeIfAbsent(d, _ -> new HashSet<>()).add(dependent);
    }
  }

  synchronized void forget(ResourceKey dependent) {
    Set<ResourceKey> before = byDependent.remove(dependent);
    if (before == null) {
      return;
    }
    for (ResourceKey d : before) {
      byDependency.computeIfPresent(
          d,
          (_, all) -> {
            all.remove(dependent);
            return all.isEmpty() ? null : all;
          });
    }
  }

  synchronized Set<ResourceKey> of(ResourceKey dependency) {
    return Set.copyOf(byDependency.getOrDefault(dependency, Set.of()));
  }
}
