package io.wherry.vmimport.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.Lookup;
import io.wherry.spi.Ref;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceProvider;
import io.wherry.vmimport.model.ProviderPair;
import io.wherry.vmimport.model.ProviderView;
import io.wherry.vmimport.model.Refs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the controllers of both maps do alike. */
abstract sealed class MapController implements Reconciler
    permits NetworkMapController, StorageMapController {
  private static final Duration LOADING = Duration.ofMillis(500);

  /**
   * @param sourceNotValid condition type for bad rows
   */
  record Words(KindRef kind, String sourceNotValid) {}

  private final Surroundings around;
  private final Words words;
  private final StatusWriter status;
  private final Dependents dependents = new Dependents();

  MapController(Surroundings around, Words words) {
    this.around = around;
    this.words = words;
    this.status = new StatusWriter(around.api(), around.clock());
  }

  abstract ProviderPair providers(Resource map);

  /** The collection of the inventory that rows refer to; a source type of ours may be missing. */
  abstract String collection(Optional<SourceProvider> source);

  /** Objects of the destination the map depends on. */
  abstract List<ResourceKey> targets(Resource map);

  abstract List<Condition> judgeTargets(Resource map);

  final KubeApi api() {
    return around.api();
  }

  final Dependents dependents() {
    return dependents;
  }

  @Override
  public final Next reconcile(ResourceKey key) {
    Optional<Resource> found = api().get(key);
    if (found.isEmpty()) {
      dependents.forget(key);
      return Next.onChange();
    }
    Resource map = found.get();
    List<ResourceKey> dependencies = new ArrayList<>(targets(map));
    ProviderPair refs = providers(map);
    dependencies.add(refs.source().key(io.wherry.resources.Kinds.PROVIDER));
    dependencies.add(refs.destination().key(io.wherry.resources.Kinds.PROVIDER));
    dependents.declare(key, dependencies);
    return judge(map, MapRules.Pair.observe(api(), refs));
  }

  private Next judge(Resource map, MapRules.Pair pair) {
    Optional<SourceInventory> inventory =
        pair.source()
            .flatMap(s -> around.inventories().of(s.resource().uid()))
            .filter(SourceInventory::hasParity);
    List<Condition> found = new ArrayList<>(MapRules.providers(pair));
    if (inventory.isEmpty() && found.isEmpty()) {
      return Next.after(LOADING);
    }
    found.addAll(judgeTargets(map));
    if (inventory.isEmpty()) {
      found.addAll(Kept.of(map.at("status", "conditions"), words.sourceNotValid()::equals));
    }
    String collection =
        collection(pair.source().flatMap(ProviderView::type).map(around.types()::get));
    ArrayNode references = JsonNodeFactory.instance.arrayNode();
    for (JsonNode row : map.items("spec", "map")) {
      Ref ref = Refs.of(row.path("source"));
      Lookup<InventoryRow> lookup =
          inventory.map(i -> i.find(collection, ref)).orElse(new Lookup.NotReady<InventoryRow>());
      MapRules.source(words.sourceNotValid(), ref, lookup).ifPresent(found::add);
      if (lookup instanceof Lookup.Found<InventoryRow>(InventoryRow r)) {
        references.addObject().put("id", r.id()).put("name", r.name());
      }
    }
    write(map, found, inventory.isPresent() ? references : map.at("status", "references"));
    return Next.onChange();
  }

  private void write(Resource map, List<Condition> found, JsonNode references) {
    if (!Conditions.anyBlocks(found)) {
      found.add(Said.required("Ready", "", "The map is ready."));
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    if (references.isArray()) {
      fields.set("references", references);
    }
    status.write(words.kind(), map, new StatusWriter.Statement(found, List.of(), fields));
  }
}
