package io.wherry.inventory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Endpoint;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.Lookup;
import io.wherry.spi.MachineRules;
import io.wherry.spi.Ref;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.Concern;
import io.wherry.spi.SourceType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The rows of one provider. Written by the provider's collector, read by everybody; rows never
 * change, they are replaced.
 */
final class MemoryInventory implements SourceInventory, InventoryListener {
  private final SourceType type;
  private final Endpoint endpoint;
  private final MachineRules rules;
  private final Consumer<String> changed;
  private final Map<String, Map<String, InventoryRow>> collections = new ConcurrentHashMap<>();

  /** What the collector itself said against machines. */
  private final Map<String, List<Concern>> own = new ConcurrentHashMap<>();

  private final List<Consumer<RowEvent>> watchers = new CopyOnWriteArrayList<>();
  private final ReentrantLock order = new ReentrantLock();
  private final AtomicLong revision = new AtomicLong();
  private final CountDownLatch complete = new CountDownLatch(1);
  private volatile String error = "";
  private volatile boolean ended;

  MemoryInventory(
      SourceType type, Endpoint endpoint, MachineRules rules, Consumer<String> changed) {
    this.type = type;
    this.endpoint = endpoint;
    this.rules = rules;
    this.changed = changed;
  }

  SourceType type() {
    return type;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public void put(InventoryRow said) {
    InventoryRow row = said.collection().equals("vms") ? judged(said) : said;
    write(() -> {
      InventoryRow before =
          collections
              .computeIfAbsent(row.collection(), _ -> new ConcurrentSkipListMap<>())
              .put(row.id(), row);
      tell(before == null ? RowEvent.created(row) : RowEvent.updated(before, row));
    });
  }

  private InventoryRow judged(InventoryRow said) {
    List<Concern> concerns = said.machine().map(SourceMachine::concerns).orElse(List.of());
    own.put(said.id(), concerns);
    return Judged.row(said, concerns, type, rules);
  }

  /** Judges all machines anew, after the rules have changed. */
  void judgeAgain() {
    for (InventoryRow known : rows("vms")) {
      InventoryRow row = Judged.row(known, own.getOrDefault(known.id(), List.of()), type, rules);
      write(() -> {
        Map<String, InventoryRow> machines = collections.getOrDefault("vms", Map.of());
        // One that changed meanwhile was judged by the new rules already.
        if (machines.replace(row.id(), known, row)) {
          tell(RowEvent.updated(known, row));
        }
      });
    }
  }

  @Override
  public String rulesProblem() {
    return rules.problem(type);
  }

  @Override
  public void remove(String collection, String id) {
    write(() -> {
      InventoryRow gone = collections.getOrDefault(collection, Map.of()).remove(id);
      if (collection.equals("vms")) {
        own.remove(id);
      }
      if (gone != null) {
        tell(RowEvent.deleted(gone));
      }
    });
  }

  @Override
  public void parity() {
    write(() -> {
      error = "";
      complete.countDown();
      tell(RowEvent.of(RowEvent.Action.Parity));
    });
  }

  /** What was read before stays readable. */
  @Override
  public void failed(String message) {
    write(() -> {
      error = message;
      tell(RowEvent.of(RowEvent.Action.Error));
    });
  }

  private void write(Runnable change) {
    order.lock();
    try {
      if (ended) {
        return; // a collector that was replaced may say a last word
      }
      change.run();
      revision.incrementAndGet();
    } finally {
      order.unlock();
    }
    changed.accept(endpoint.uid());
  }

  private void tell(RowEvent event) {
    watchers.forEach(w -> w.accept(event));
  }

  /** No more changes; watchers are told. */
  void end() {
    order.lock();
    try {
      ended = true;
      tell(RowEvent.of(RowEvent.Action.End));
      watchers.clear();
    } finally {
      order.unlock();
    }
  }

  /**
   * Calls back with every change from now on, in order. The callback must not block.
   *
   * @param snapshot gets the present rows of the collection first, without a gap
   * @return call to stop
   */
  Runnable watch(
      String collection, Consumer<List<InventoryRow>> snapshot, Consumer<RowEvent> watcher) {
    order.lock();
    try {
      snapshot.accept(rows(collection));
      if (ended) {
        watcher.accept(RowEvent.of(RowEvent.Action.End));
      }
      watchers.add(watcher);
      return () -> watchers.remove(watcher);
    } finally {
      order.unlock();
    }
  }

  /** Rows of a collection by name, then id; empty for an unknown one. */
  List<InventoryRow> rows(String collection) {
    return collections.getOrDefault(collection, Map.of()).values().stream()
        .sorted(Comparator.comparing(InventoryRow::name).thenComparing(InventoryRow::id))
        .toList();
  }

  Optional<InventoryRow> row(String collection, String id) {
    return Optional.ofNullable(collections.getOrDefault(collection, Map.of()).get(id));
  }

  /** Waits for the first complete reading. False when the time was not enough. */
  boolean awaitParity(Duration atMost) throws InterruptedException {
    return complete.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean hasParity() {
    return complete.getCount() == 0;
  }

  @Override
  public long revision() {
    return revision.get();
  }

  @Override
  public String error() {
    return error;
  }

  @Override
  public Lookup<SourceMachine> machine(Ref ref) {
    return switch (find("vms", ref)) {
      case Lookup.Found<InventoryRow>(var row) ->
          row.machine()
              .<Lookup<SourceMachine>>map(Lookup.Found::new)
              .orElseGet(Lookup.NotFound::new);
      case Lookup.NotFound<InventoryRow>() -> new Lookup.NotFound<>();
      case Lookup.Ambiguous<InventoryRow>(int matches) -> new Lookup.Ambiguous<>(matches);
      case Lookup.NotReady<InventoryRow>() -> new Lookup.NotReady<>();
    };
  }

  /** {@inheritDoc} An id wins over a name. */
  @Override
  public Lookup<InventoryRow> find(String collection, Ref ref) {
    List<InventoryRow> matches = matches(collection, ref);
    if (matches.size() == 1) {
      return new Lookup.Found<>(matches.getFirst());
    }
    if (!hasParity()) {
      return new Lookup.NotReady<>();
    }
    return matches.isEmpty() ? new Lookup.NotFound<>() : new Lookup.Ambiguous<>(matches.size());
  }

  /** Things with neither id nor name are the only ones of their type, such as the pod network. */
  private List<InventoryRow> matches(String collection, Ref ref) {
    if (!ref.id().isEmpty()) {
      return row(collection, ref.id()).stream().toList();
    }
    if (ref.name().isEmpty()) {
      return row(collection, ref.type()).stream().toList();
    }
    String name = ref.namespace().isEmpty() ? ref.name() : ref.namespace() + "/" + ref.name();
    return NameFilter.of(name).keep(rows(collection));
  }

  @Override
  public List<SourceMachine> machines() {
    return rows("vms").stream().flatMap(r -> r.machine().stream()).toList();
  }

  @Override
  public ObjectNode workload(String machineId) {
    ObjectNode full =
        row("vms", machineId)
            .map(r -> r.workload().deepCopy())
            .orElseThrow(
                () -> new InvalidRequest("The inventory has no machine " + machineId + "."));
    return full.put("selfLink", full.path("selfLink").asText().replace("/vms/", "/workloads/"));
  }
}
