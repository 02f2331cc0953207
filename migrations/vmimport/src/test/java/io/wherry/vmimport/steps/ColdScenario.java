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
import io.wherry.testkit.crash.Gate;
import io.wherry.testkit.crash.GatedJournal;
import io.wherry.testkit.crash.GatedKubeApi;
import io.wherry.testkit.crash.Scenario;
import io.wherry.vmimport.order.ImportOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** A cold import in a played cluster. */
public final class ColdScenario implements Scenario {
  public final PlayedCluster cluster;
  final FakeInventories source = new FakeInventories();
  private final MemoryJournal memory = new MemoryJournal();
  public final ImportOrder order;
  private final Set<ImportTrait> traits;
  private HookRunner hooks = new NotedHooks();
  private BooleanSupplier cancel = () -> false;
  private Function<Gate, Journal> journals = gate -> new GatedJournal(memory, gate);
  private Runnable onWait = () -> {};
  private final Waiter waiter;

  public ColdScenario(SampleOrder order, ImportTrait... traits) {
    this(order, new PlayedCluster(), traits);
  }

  /** In a cluster that has seen something already. */
  ColdScenario(SampleOrder order, PlayedCluster cluster, ImportTrait... traits) {
    this.cluster = cluster;
    this.order = order.build();
    this.traits = Set.of(traits);
    this.waiter =
        atMost -> {
          cluster.clock.advance(atMost);
          onWait.run();
          cluster.play();
        };
  }

  /** Keeps the journal elsewhere. */
  public ColdScenario journaledBy(Function<Gate, Journal> keeper) {
    journals = keeper;
    return this;
  }

  /** Happens whenever the run waits. */
  void onWait(Runnable event) {
    onWait = event;
  }

  /** Changes the universe before it begins. */
  ColdScenario where(Consumer<ColdScenario> change) {
    change.accept(this);
    return this;
  }

  /** Cancels once the step is the current one. */
  ColdScenario cancelledIn(ImportPhase phase) {
    cancel =
        () ->
            journal().stream()
                .anyMatch(
                    e -> e instanceof Entry.Began(var leg, _) && leg.step().equals(phase.wire()));
    return this;
  }

  ColdScenario withoutHooks() {
    hooks = new NoHooks();
    return this;
  }

  @Override
  public Itinerary<ImportWorld> itinerary() {
    return ImportItineraries.cold();
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
            source,
            hooks,
            cluster.clock,
            "wherry/worker:0.1.0");
    var setting =
        new VoyageSetting(journals.apply(gate), waiter, cluster.clock, cancel, VoyageListener.NONE);
    var _ =
        new Voyage<>(itinerary(), traits, new ImportWorld(order, traits, outside), setting).run();
  }

  /** Runs to the end without disturbance. */
  ColdScenario live() {
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
    result.add("power " + source.state);
    result.add("result " + result());
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
