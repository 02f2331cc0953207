package io.wherry.vmimport.run;

import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.schedule.Terms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All runs of imports as they are stored, kept up to date by who sees them change. A picture of the
 * API only: it is read once before the first answer, and losing it loses nothing.
 *
 * <p>A picture may be older than what another thread has seen. A run never goes back from over to
 * admitted to queued, so the later state counts.
 */
final class RunIndex {
  private final KubeApi api;
  private final Map<ResourceKey, KnownRun> runs = new LinkedHashMap<>();
  private final Map<String, Map<String, ResourceKey>> byMigration = new HashMap<>();
  private boolean loaded;

  RunIndex(KubeApi api) {
    this.api = api;
  }

  /** Reads all runs if that was not done yet. Blocks. */
  synchronized void load() {
    if (!loaded) {
      api.list(Kinds.RUN, Selection.ALL).forEach(this::put);
      runs.replaceAll((_, run) -> run.state() == KnownRun.State.OVER ? run.slim() : run);
      loaded = true;
    }
  }

  /** Takes note of a run as it is now; true when a decision may come out otherwise. */
  synchronized boolean put(Resource resource) {
    RunView view = new RunView(resource);
    if (!view.isImport()) {
      return false;
    }
    KnownRun fresh = KnownRun.of(view);
    KnownRun before = runs.get(fresh.key());
    if (before != null && before.uid().equals(fresh.uid()) && before.isBeyond(fresh)) {
      return false;
    }
    runs.put(fresh.key(), fresh);
    byMigration
        .computeIfAbsent(fresh.migrationUid(), _ -> new LinkedHashMap<>())
        .put(fresh.vmId(), fresh.key());
    return before == null || !before.countsAs(fresh);
  }

  /** Forgets a run that is gone; what was known of it. */
  synchronized Optional<KnownRun> remove(ResourceKey key) {
    KnownRun gone = runs.remove(key);
    if (gone == null) {
      return Optional.empty();
    }
    byMigration.computeIfPresent(
        gone.migrationUid(),
        (_, siblings) -> {
          siblings.remove(gone.vmId(), key);
          return siblings.isEmpty() ? null : siblings;
        });
    return Optional.of(gone);
  }

  /** The runs of a migration, by the machine's id. Blocks where one was put aside. */
  Map<String, KnownRun> of(String migrationUid) {
    load();
    List<KnownRun> found = new ArrayList<>();
    synchronized (this) {
      byMigration
          .getOrDefault(migrationUid, Map.of())
          .values()
          .forEach(k -> found.add(runs.get(k)));
    }
    Map<String, KnownRun> result = new LinkedHashMap<>();
    found.forEach(run -> result.put(run.vmId(), run));
    return result;
  }

  /** The run itself; empty when it is gone. Blocks where it was put aside. */
  Optional<RunView> view(KnownRun run) {
    return run.view().isPresent() ? run.view() : api.get(run.key()).map(RunView::new);
  }

  /** Lets go of what nobody will show again. */
  synchronized void putAside(ResourceKey key) {
    runs.computeIfPresent(key, (_, run) -> run.slim());
  }

  synchronized Collection<KnownRun> all() {
    return List.copyOf(runs.values());
  }

  /** When each plan's machines began last. */
  synchronized Map<ResourceKey, Instant> served() {
    Map<ResourceKey, Instant> result = new HashMap<>();
    for (KnownRun run : runs.values()) {
      if (!run.admittedAt().equals(Terms.DEFAULT.served())) {
        result.merge(run.plan(), run.admittedAt(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return result;
  }
}
