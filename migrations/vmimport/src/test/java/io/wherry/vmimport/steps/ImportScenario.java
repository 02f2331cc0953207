package io.wherry.vmimport.steps;

import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.Journal;
import io.wherry.itinerary.MemoryJournal;
import io.wherry.itinerary.Voyage;
import io.wherry.itinerary.VoyageListener;
import io.wherry.itinerary.VoyageSetting;
import io.wherry.itinerary.Waiter;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.spi.PowerState;
import io.wherry.testkit.crash.Gate;
import io.wherry.testkit.crash.GatedJournal;
import io.wherry.testkit.crash.GatedKubeApi;
import io.wherry.testkit.crash.GatedSource;
import io.wherry.testkit.crash.Scenario;
import io.wherry.testkit.source.PlayedMachine;
import io.wherry.testkit.source.PlayedSource;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.order.ImportOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** An import in a played cluster, from a played source. */
public final class ImportScenario implements Scenario {
  public final PlayedCluster cluster;
  public final PlayedSource source = new PlayedSource();
  final OneSource inventories = new OneSource();
  private final PlayedWorker worker = new PlayedWorker(source);
  private Itinerary<ImportWorld> route = ImportItineraries.cold();
  private final MemoryJournal memory = new MemoryJournal();
  public final ImportOrder order;
  private final Set<ImportTrait> traits;
  private HookRunner hooks = new NotedHooks(Set.of());
  private BooleanSupplier cancel = () -> false;
  private Function<Gate, Journal> journals = gate -> new GatedJournal(memory, gate);
  private Runnable onWait = () -> {};
  private final Waiter waiter;

  public ImportScenario(SampleOrder order, ImportTrait... traits) {
    this(order, new PlayedCluster(), traits);
  }

  /** In a cluster that has seen something already. */
  ImportScenario(SampleOrder order, PlayedCluster cluster, ImportTrait... traits) {
    this.cluster = cluster;
    this.order = order.build();
    this.traits = Set.of(traits);
    if (this.order.machine().powerState() == PowerState.Off) {
      var _ = machine().off();
    }
    cluster.fate("copy", worker::copy);
    this.waiter =
        atMost -> {
          cluster.clock.advance(atMost);
          onWait.run();
          cluster.play();
          source.play();
        };
  }

  /** Takes the warm route; the Migration must be in the cluster for a cutover. */
  ImportScenario warm() {
    route = ImportItineraries.warm();
    return this;
  }

  /** The phases of a route, each once. */
  static List<ImportPhase> phases(Itinerary<ImportWorld> route) {
    return route.places().stream().map(p -> (ImportPhase) p.leg().step().id()).distinct().toList();
  }

  PlayedMachine machine() {
    return source.machine(order.machine().id());
  }

  PlayedWorker worker() {
    return worker;
  }

  /** Keeps the journal elsewhere. */
  public ImportScenario journaledBy(Function<Gate, Journal> keeper) {
    journals = keeper;
    return this;
  }

  /** Happens whenever the run waits. */
  void onWait(Runnable event) {
    onWait = event;
  }

  /** Changes the universe before it begins. */
  ImportScenario where(Consumer<ImportScenario> change) {
    change.accept(this);
    return this;
  }

  /** Cancels once the step is the current one. */
  ImportScenario cancelledIn(ImportPhase phase) {
    cancel =
        () ->
            journal().stream()
                .anyMatch(
                    e -> e instanceof Entry.Began(var leg, _) && leg.step().equals(phase.wire()));
    return this;
  }

  /** The hook of the phase fails. */
  ImportScenario failingHook(ImportPhase phase) {
    hooks = new NotedHooks(Set.of(phase));
    return this;
  }

  ImportScenario withoutHooks() {
    hooks = new NoHooks();
    return this;
  }

  @Override
  public Itinerary<ImportWorld> itinerary() {
    return route;
  }

  @Override
  public Set<ImportTrait> traits() {
    return traits;
  }

  @Override
  public void live(Gate gate) {
    var outside =
        new ImportWorld.Outside(
            new GatedKubeApi(cluster.api, gate),
            inventories.holding(new GatedSource(source, gate)),
            hooks,
            cluster.clock,
            () -> ImportSettings.DEFAULTS);
    var setting =
        new VoyageSetting(journals.apply(gate), waiter, cluster.clock, cancel, VoyageListener.NONE);
    var _ =
        new Voyage<>(itinerary(), traits, new ImportWorld(order, traits, outside), setting).run();
    // What the source was asked to remove goes by itself.
    source.play();
  }

  /** Runs to the end without disturbance. */
  ImportScenario live() {
    live(Gate.open());
    return this;
  }

  @Override
  public List<Entry> journal() {
    return journals.apply(Gate.open()).entries();
  }

  Entry.Result result() {
    return ((Entry.Ended) journal().getLast()).result();
  }

  /** Message and advice of the step that stopped. */
  String trouble() {
    return journal().stream()
        .filter(Entry.Stopped.class::isInstance)
        .map(e -> ((Entry.Stopped) e).trouble().text())
        .findFirst()
        .orElse("");
  }

  @Override
  public List<String> picture() {
    List<String> result = objects();
    result.add("result " + result());
    return result;
  }

  /** The same before the end. */
  List<String> objects() {
    List<String> result = new ArrayList<>();
    for (KindRef kind :
        List.of(
            Kinds.NAMESPACE,
            Kinds.SECRET,
            Kinds.CONFIG_MAP,
            Kinds.DATA_VOLUME,
            Kinds.PVC,
            Kinds.POD,
            Kinds.VM)) {
      cluster.api.list(kind, Selection.ALL).forEach(r -> result.add(line(r)));
    }
    result.add("power " + machine().power());
    source.marks(order.machine().id()).forEach(m -> result.add("snapshot " + m));
    source.ticketsLeft().forEach(t -> result.add("ticket " + t));
    return result;
  }

  private static String line(Resource r) {
    String owners =
        r.items("metadata", "ownerReferences").stream()
            .map(o -> " of " + o.path("kind").asText() + " " + o.path("name").asText())
            .reduce("", String::concat);
    String phase = r.text("status", "phase").map(p -> " " + p).orElse("");
    return r + phase + owners + (r.kind().equals("VirtualMachine") ? " " + r.at("spec") : "");
  }
}
