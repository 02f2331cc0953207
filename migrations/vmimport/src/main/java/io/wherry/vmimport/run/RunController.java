package io.wherry.vmimport.run;

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
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps one thread per admitted run: starts it, also after a restart of the server, wakes it when
 * something of its machine changes, tells it to turn back.
 */
final class RunController implements Reconciler, AutoCloseable {
  private final ImportWorld.Outside outside;
  private final RunIndex index;
  private final Dispatcher dispatcher;
  private final Consumer<ResourceKey> wakePlan;
  private final Map<ResourceKey, RunThread> active = new ConcurrentHashMap<>();

  RunController(
      ImportWorld.Outside outside,
      RunIndex index,
      Dispatcher dispatcher,
      Consumer<ResourceKey> wakePlan) {
    this.wakePlan = wakePlan;
    this.outside = outside;
    this.index = index;
    this.dispatcher = dispatcher;
  }

  ControllerSpec spec() {
    Wakeup migrations = new Wakeup(Kinds.MIGRATION, Selection.ALL, this::runsOf);
    Stream<Wakeup> objects =
        Stream.of(Kinds.POD, Kinds.JOB, Kinds.DATA_VOLUME, Kinds.PVC, Kinds.VM)
            .map((KindRef kind) -> new Wakeup(kind, Selection.ALL, RunController::runOf));
    List<Wakeup> wakeups = Stream.concat(objects, Stream.of(migrations)).toList();
    return new ControllerSpec("runs", Kinds.RUN, wakeups, this, 4);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> stored = outside.api().get(key);
    Optional<RunView> run = stored.map(RunView::new).filter(RunView::isImport);
    Optional<ResourceKey> plan = run.map(RunView::plan);
    if (stored.isEmpty()) {
      plan = index.remove(key).map(KnownRun::plan);
      dispatcher.changed();
    } else if (index.put(stored.get())) {
      dispatcher.changed();
    }
    follow(key, run);
    dispatcher.run();
    plan.ifPresent(wakePlan);
    return Next.onChange();
  }

  private void follow(ResourceKey key, Optional<RunView> run) {
    if (run.isEmpty()) {
      Optional.ofNullable(active.remove(key)).ifPresent(RunThread::stop);
    } else if (run.get().isOver()) {
      active.remove(key);
      release(run.get());
    } else if (run.get().isAdmitted() || run.get().isCancelWanted()) {
      RunThread thread = active.computeIfAbsent(key, _ -> new RunThread(run.get(), outside));
      thread.wake(run.get());
    }
  }

  /** Looks at the clock again; needed only where the clock is simulated. */
  void tick() {
    active.values().forEach(RunThread::tick);
  }

  /** Interrupts all runs; the next start of the server goes on with them. */
  @Override
  public void close() {
    active.values().forEach(RunThread::stop);
    active.values().forEach(RunThread::join);
  }

  private void release(RunView run) {
    boolean held =
        run.resource().items("metadata", "finalizers").stream()
            .anyMatch(f -> f.asText().equals(RunFactory.FINALIZER));
    if (held) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("metadata").putNull("finalizers");
      var _ = outside.api().patch(run.key(), patch);
    }
  }

  // A cutover that is set, moved or removed is heard at once.
  private Collection<ResourceKey> runsOf(Resource migration) {
    return active.entrySet().stream()
        .filter(e -> e.getValue().isOf(migration.uid()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Collection<ResourceKey> runOf(Resource resource) {
    Optional<String> name = resource.label(MachineLabels.RUN);
    Optional<String> namespace = resource.label(MachineLabels.RUN_NAMESPACE);
    return name.isPresent() && namespace.isPresent()
        ? List.of(new ResourceKey(Kinds.RUN, namespace.get(), name.get()))
        : List.of();
  }
}
