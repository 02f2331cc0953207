package io.wherry.vmimport.check;

import io.wherry.control.ControllerSpec;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.Inventories;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.ImportSettings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The controllers that validate Providers, NetworkMaps, StorageMaps, Hooks and Plans, ready to be
 * started.
 *
 * <pre>{@code
 * var checks = new ImportControllers(api, inventories, types, settings, clock);
 * checks.followInventories(runtime::wake);
 * runtime.start(checks.specs());
 * }</pre>
 */
public final class ImportControllers {
  private static final String PROVIDERS = "provider";
  private static final String NETWORK_MAPS = "network-map";
  private static final String STORAGE_MAPS = "storage-map";
  private static final String HOOKS = "hook";
  private static final String PLANS = "plan";

  /** Connections may be slow; they must not wait for each other. */
  private static final int PROVIDER_WORKERS = 8;

  private static final int WORKERS = 4;

  private final KubeApi api;
  private final Inventories inventories;
  private final ProviderController providers;
  private final NetworkMapController networkMaps;
  private final StorageMapController storageMaps;
  private final HookController hooks;
  private final PlanController plans;

  /**
   * @param types source types that are supported, by type
   * @param settings as they are now; see {@link #settingsChanged}
   */
  public ImportControllers(
      KubeApi api,
      Inventories inventories,
      Map<SourceType, SourceProvider> types,
      Supplier<ImportSettings> settings,
      Clock clock) {
    var around = new Surroundings(api, inventories, Map.copyOf(types), settings, clock);
    this.api = api;
    this.inventories = inventories;
    this.providers = new ProviderController(around);
    this.networkMaps = new NetworkMapController(around);
    this.storageMaps = new StorageMapController(around);
    this.hooks = new HookController(around);
    this.plans = new PlanController(around);
  }

  /** The controllers as the runtime wants them. */
  public List<ControllerSpec> specs() {
    return List.of(
        new ControllerSpec(
            PROVIDERS,
            Kinds.PROVIDER,
            List.of(wakeup(Kinds.SECRET, providers.secretUsers())),
            providers,
            PROVIDER_WORKERS),
        new ControllerSpec(
            NETWORK_MAPS,
            Kinds.NETWORK_MAP,
            wakeups(networkMaps.dependents(), Kinds.PROVIDER, Kinds.NAD),
            networkMaps,
            WORKERS),
        new ControllerSpec(
            STORAGE_MAPS,
            Kinds.STORAGE_MAP,
            wakeups(storageMaps.dependents(), Kinds.PROVIDER, Kinds.STORAGE_CLASS),
            storageMaps,
            WORKERS),
        new ControllerSpec(HOOKS, Kinds.HOOK, List.of(), hooks, 1),
        new ControllerSpec(PLANS, Kinds.PLAN, planWakeups(), plans, WORKERS));
  }

  /**
   * Lets changes of inventories wake providers, maps and plans. Call once, before starting.
   *
   * @param wake controller name and key, for example {@code ControllerRuntime::wake}
   */
  public void followInventories(BiConsumer<String, ResourceKey> wake) {
    inventories.onChange(uid ->
        providers
            .keyOf(uid)
            .ifPresent(provider -> {
              wake.accept(PROVIDERS, provider);
              networkMaps.dependents().of(provider).forEach(k -> wake.accept(NETWORK_MAPS, k));
              storageMaps.dependents().of(provider).forEach(k -> wake.accept(STORAGE_MAPS, k));
              affectedPlans(provider).forEach(k -> wake.accept(PLANS, k));
            }));
  }

  /** Judges all plans anew, since settings have changed. Blocks on the API. */
  public void settingsChanged(BiConsumer<String, ResourceKey> wake) {
    Set<ResourceKey> all =
        api.list(Kinds.PLAN, Selection.ALL).stream()
            .map(p -> key(Kinds.PLAN, p))
            .collect(Collectors.toUnmodifiableSet());
    plans.touched(all).forEach(k -> wake.accept(PLANS, k));
  }

  private Set<ResourceKey> affectedPlans(ResourceKey changed) {
    return plans.touched(plans.dependents().of(changed));
  }

  private List<Wakeup> planWakeups() {
    Stream<Wakeup> vms =
        Stream.of(
            new Wakeup(Kinds.VM, Selection.ALL, vm -> affectedPlans(PlanDependencies.vmsOf(vm))));
    Stream<Wakeup> named =
        Stream.of(
                Kinds.PROVIDER,
                Kinds.NETWORK_MAP,
                Kinds.STORAGE_MAP,
                Kinds.HOOK,
                Kinds.NAD,
                Kinds.STORAGE_CLASS,
                Kinds.SERVICE_ACCOUNT)
            .map(kind -> new Wakeup(kind, Selection.ALL, r -> affectedPlans(key(kind, r))));
    return Stream.concat(vms, named).toList();
  }

  private static List<Wakeup> wakeups(Dependents dependents, KindRef... kinds) {
    return Stream.of(kinds).map(kind -> wakeup(kind, dependents)).toList();
  }

  private static Wakeup wakeup(KindRef kind, Dependents dependents) {
    return new Wakeup(kind, Selection.ALL, r -> dependents.of(key(kind, r)));
  }

  private static ResourceKey key(KindRef kind, Resource resource) {
    return new ResourceKey(kind, resource.namespace(), resource.name());
  }
}
