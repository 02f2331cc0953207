package io.wherry.vmimport.run;

import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.model.MigrationView;
import io.wherry.vmimport.model.PlanView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which migrations name a plan, so that a look at one plan need not read those of all. */
final class MigrationIndex {
  private final KubeApi api;
  private final Map<ResourceKey, Set<ResourceKey>> byPlan = new HashMap<>();
  private boolean loaded;

  MigrationIndex(KubeApi api) {
    this.api = api;
  }

  /** Takes note of a migration that was seen or is gone; returns its plan. */
  synchronized ResourceKey note(Resource migration) {
    ResourceKey plan = planOf(migration);
    byPlan
        .computeIfAbsent(plan, _ -> new LinkedHashSet<>())
        .add(PlanRunController.keyOf(migration));
    return plan;
  }

  /** The migrations of a plan as they are stored now, in no order. Blocks. */
  List<Resource> of(ResourceKey key, Optional<Resource> plan) {
    Set<ResourceKey> keys = known(key);
    // A run under way is canceled when its migration is gone: that one is asked for by its name.
    plan.map(PlanView::new)
        .flatMap(PlanView::activeSnapshot)
        .map(shot -> shot.path("migration"))
        .filter(m -> !m.path("name").asText().isEmpty())
        .map(m ->
            new ResourceKey(Kinds.MIGRATION, m.path("namespace").asText(), m.path("name").asText()))
        .ifPresent(keys::add);
    List<Resource> found = new ArrayList<>();
    for (ResourceKey one : keys) {
      Optional<Resource> migration = api.get(one).filter(m -> planOf(m).equals(key));
      migration.ifPresentOrElse(found::add, () -> forget(key, one));
    }
    return found;
  }

  private synchronized Set<ResourceKey> known(ResourceKey plan) {
    if (!loaded) {
      api.list(Kinds.MIGRATION, Selection.ALL).forEach(this::note);
      loaded = true;
    }
    return new LinkedHashSet<>(byPlan.getOrDefault(plan, Set.of()));
  }

  private synchronized void forget(ResourceKey plan, ResourceKey migration) {
    byPlan.computeIfPresent(
        plan,
        (_, left) -> {
          left.remove(migration);
          return left.isEmpty() ? null : left;
        });
  }

  private static ResourceKey planOf(Resource migration) {
    return new MigrationView(migration).plan().key(Kinds.PLAN);
  }
}
