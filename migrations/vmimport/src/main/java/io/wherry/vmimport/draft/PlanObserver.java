package io.wherry.vmimport.draft;

import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.Capability;
import io.wherry.spi.DiskExtras;
import io.wherry.spi.Inventories;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.Lookup;
import io.wherry.spi.Ref;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.draft.ObservedPlan.InventoryState;
import io.wherry.vmimport.draft.ObservedPlan.ObservedVm;
import io.wherry.vmimport.model.HookView;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.NetworkMapView;
import io.wherry.vmimport.model.PlanView;
import io.wherry.vmimport.model.ProviderView;
import io.wherry.vmimport.model.StorageMapView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the picture of a plan and everything it names. Reads only; blocks on the API. */
public final class PlanObserver {
  private static final Logger LOG = LoggerFactory.getLogger(PlanObserver.class);

  /** On claims: the source's id of the disk. */
  private static final String DISK_SOURCE = "forklift.konveyor.io/disk-source";

  private final KubeApi api;
  private final Inventories inventories;
  private final Map<SourceType, SourceProvider> providers;

  public PlanObserver(
      KubeApi api, Inventories inventories, Map<SourceType, SourceProvider> providers) {
    this.api = api;
    this.inventories = inventories;
    this.providers = providers;
  }

  /** The picture now. Throws what {@link KubeApi} throws. */
  public ObservedPlan observe(Resource planObject) {
    PlanView plan = planObject.view(PlanView::new);
    Optional<ProviderView> source = provider(plan.providers().source());
    Optional<SourceInventory> inventory =
        source.flatMap(p -> inventories.of(p.resource().uid())).filter(SourceInventory::hasParity);
    var sides =
        new ObservedPlan.Providers(
            source,
            provider(plan.providers().destination()),
            source.flatMap(ProviderView::type).map(this::capabilities).orElse(Set.of()),
            inventory.isPresent() ? InventoryState.KNOWN : InventoryState.UNKNOWN);
    List<ObservedVm> vms =
        plan.vms().stream()
            .map(vm ->
                new ObservedVm(
                    vm, inventory.map(i -> i.machine(vm.ref())).orElse(new Lookup.NotReady<>())))
            .toList();
    String storages =
        source
            .flatMap(ProviderView::type)
            .map(providers::get)
            .map(SourceProvider::storageCollection)
            .orElse("storages");
    return new ObservedPlan(plan, sides, maps(plan, inventory, storages), vms, target(plan, vms));
  }

  private Set<Capability> capabilities(SourceType type) {
    SourceProvider provider = providers.get(type);
    return provider == null ? Set.of() : provider.capabilities();
  }

  private Optional<ProviderView> provider(NamespacedRef ref) {
    return get(Kinds.PROVIDER, ref).map(ProviderView::new);
  }

  private Optional<Resource> get(KindRef kind, NamespacedRef ref) {
    return ref.isSet() ? api.get(ref.key(kind)) : Optional.empty();
  }

  private ObservedPlan.Maps maps(
      PlanView plan, Optional<SourceInventory> inventory, String storages) {
    Optional<NetworkMapView> network =
        get(Kinds.NETWORK_MAP, plan.networkMap()).map(NetworkMapView::new);
    Optional<StorageMapView> storage =
        get(Kinds.STORAGE_MAP, plan.storageMap()).map(StorageMapView::new);
    return new ObservedPlan.Maps(
        network,
        network.stream()
            .flatMap(m -> m.rows().stream())
            .map(r -> new ObservedPlan.NetworkRow(r, id(inventory, "networks", r.source())))
            .toList(),
        storage,
        storage.stream()
            .flatMap(m -> m.rows().stream())
            .map(r -> new ObservedPlan.StorageRow(r, id(inventory, storages, r.source())))
            .toList());
  }

  private static Lookup<String> id(
      Optional<SourceInventory> inventory, String collection, Ref ref) {
    Lookup<InventoryRow> row =
        inventory.map(i -> i.find(collection, ref)).orElse(new Lookup.NotReady<>());
    return switch (row) {
      case Lookup.Found<InventoryRow>(InventoryRow found) -> new Lookup.Found<>(found.id());
      case Lookup.NotFound<InventoryRow>() -> new Lookup.NotFound<>();
      case Lookup.Ambiguous<InventoryRow>(int matches) -> new Lookup.Ambiguous<>(matches);
      case Lookup.NotReady<InventoryRow>() -> new Lookup.NotReady<>();
    };
  }

  private ObservedPlan.Target target(PlanView plan, List<ObservedVm> vms) {
    String namespace = plan.targetNamespace();
    return new ObservedPlan.Target(
        namespace.isEmpty()
            ? Optional.empty()
            : api.get(new ResourceKey(Kinds.NAMESPACE, "", namespace)),
        api.list(Kinds.VM, Selection.ALL),
        byName(api.list(Kinds.STORAGE_CLASS, Selection.ALL)),
        byName(ifServed(Kinds.STORAGE_PROFILE)),
        nads(),
        hooks(plan),
        namespace.isEmpty()
            ? Set.of()
            : api.list(Kinds.SERVICE_ACCOUNT, Selection.in(namespace)).stream()
                .map(Resource::name)
                .collect(Collectors.toSet()),
        claims(plan, vms));
  }

  /** Only shared disks are looked for among the claims. */
  private Map<String, String> claims(PlanView plan, List<ObservedVm> vms) {
    boolean shares =
        vms.stream()
            .flatMap(vm -> vm.found().stream())
            .flatMap(m -> m.disks().stream())
            .anyMatch(d -> d.is(DiskExtras.Flag.SHARED));
    Map<String, String> result = new HashMap<>();
    if (shares && !plan.targetNamespace().isEmpty()) {
      for (Resource claim : api.list(Kinds.PVC, Selection.in(plan.targetNamespace()))) {
        claim.annotation(DISK_SOURCE).ifPresent(disk -> result.putIfAbsent(disk, claim.name()));
      }
    }
    return result;
  }

  private static Map<String, Resource> byName(List<Resource> objects) {
    Map<String, Resource> result = new LinkedHashMap<>();
    objects.forEach(r -> result.put(r.name(), r));
    return result;
  }

  /** Kinds of add-ons: a cluster without the add-on has none of them. */
  private List<Resource> ifServed(KindRef kind) {
    try {
      return api.list(kind, Selection.ALL);
    } catch (InvalidRequest e) {
      LOG.debug("{} are not served: {}", kind.plural(), e.getMessage());
      return List.of();
    }
  }

  private Map<NamespacedRef, Resource> nads() {
    Map<NamespacedRef, Resource> result = new HashMap<>();
    ifServed(Kinds.NAD).forEach(r -> result.put(new NamespacedRef(r.namespace(), r.name()), r));
    return result;
  }

  private Map<NamespacedRef, HookView> hooks(PlanView plan) {
    Map<NamespacedRef, HookView> result = new HashMap<>();
    plan.vms().stream()
        .flatMap(vm -> vm.hooks().stream())
        .map(use -> use.hook())
        .distinct()
        .forEach(
            ref -> get(Kinds.HOOK, ref).ifPresent(h -> result.put(ref, h.view(HookView::new))));
    return result;
  }
}
