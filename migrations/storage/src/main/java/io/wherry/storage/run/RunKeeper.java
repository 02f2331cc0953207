package io.wherry.storage.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.StorageSettings;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Keeps one thread per run: starts it, also after a restart of the server, wakes it when something
 * changes in its namespaces, tells it to turn back.
 */
final class RunKeeper implements Reconciler, AutoCloseable {
  private final StorageWorld.Outside outside;
  private final Map<ResourceKey, StorageThread> active = new ConcurrentHashMap<>();

  RunKeeper(StorageWorld.Outside outside) {
    this.outside = outside;
  }

  ControllerSpec spec() {
    List<Wakeup> wakeups =
        Stream.concat(
                Stream.of(Kinds.POD, Kinds.DATA_VOLUME, Kinds.PVC, Kinds.VM, Kinds.VMI),
                outside.settings().live() == StorageSettings.Live.IN_PLACE
                    ? Stream.of(Kinds.DISK_MOVE)
                    : Stream.empty())
            .map((KindRef kind) -> new Wakeup(kind, Selection.ALL, this::runsOf))
            .toList();
    return new ControllerSpec("storage-runs", Kinds.RUN, wakeups, this, 2);
  }

  private Collection<ResourceKey> runsOf(Resource object) {
    return active.entrySet().stream()
        .filter(e -> e.getValue().touches(object.namespace()))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<StorageRun> run =
        outside.api().get(key).map(StorageRun::new).filter(StorageRun::isOurs);
    if (run.isEmpty()) {
      Optional.ofNullable(active.remove(key)).ifPresent(StorageThread::stop);
    } else if (run.get().isOver()) {
      active.remove(key);
      release(run.get());
    } else {
      active.computeIfAbsent(key, _ -> new StorageThread(run.get(), outside)).wake(run.get());
    }
    return Next.onChange();
  }

  private void release(StorageRun run) {
    if (!run.resource().items("metadata", "finalizers").isEmpty()) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("metadata").putNull("finalizers");
      Resource _ = outside.api().patch(run.key(), patch);
    }
  }

  /** Looks at the clock again; needed only where the clock is simulated. */
  void tick() {
    active.values().forEach(StorageThread::tick);
  }

  /** Interrupts all runs; the next start goes on with them. */
  @Override
  public void close() {
    active.values().forEach(StorageThread::stop);
    active.values().forEach(StorageThread::join);
  }
}
