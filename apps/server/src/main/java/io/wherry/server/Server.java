package io.wherry.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wherry.apiserver.ApiPolicies;
import io.wherry.apiserver.ApiServerSettings;
import io.wherry.apiserver.EmbeddedApiServer;
import io.wherry.control.ControllerRuntime;
import io.wherry.control.ControllerSpec;
import io.wherry.exports.ExportController;
import io.wherry.exports.Exports;
import io.wherry.inventory.InventoryHttp;
import io.wherry.inventory.LiveInventories;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.lifecycle.LifecycleControllers;
import io.wherry.lifecycle.VmActions;
import io.wherry.livemove.LiveMoveControllers;
import io.wherry.openshift.OpenshiftProvider;
import io.wherry.ova.OvaProvider;
import io.wherry.ovirt.OvirtProvider;
import io.wherry.policy.LiveRules;
import io.wherry.policy.RuleConfigMaps;
import io.wherry.policy.RuleService;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.VolumePlaces;
import io.wherry.scheduling.SchedulingControllers;
import io.wherry.server.guards.Guards;
import io.wherry.server.node.Doors;
import io.wherry.server.node.LocalDoor;
import io.wherry.server.node.MigrationCredentials;
import io.wherry.server.node.NodeAgent;
import io.wherry.server.node.NodeAgentSettings;
import io.wherry.server.node.NodeFolders;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.storage.HostCluster;
import io.wherry.storage.StorageControllers;
import io.wherry.storage.StorageSettings;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.LiveSettings;
import io.wherry.vmimport.check.ImportControllers;
import io.wherry.vmimport.hooks.HookPods;
import io.wherry.vmimport.hooks.JobHooks;
import io.wherry.vmimport.run.RunControllers;
import io.wherry.volumes.LocalClasses;
import io.wherry.volumes.VolumeControllers;
import io.wherry.volumes.VolumeSettings;
import io.wherry.vsphere.VsphereProvider;
import io.wherry.workloads.WorkloadControllers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wherry standalone: the embedded API, the local runtime and the controllers in one process. What
 * runs outside of it (QEMU, workers) survives it and is found again. Start once, close once.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final ServerSettings settings;
  private final Clock clock = Clock.systemUTC();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final LateBackend backend = new LateBackend();
  private final LauncherEvictions evictions = new LauncherEvictions();
  private final EmbeddedApiServer apiServer;

  public Server(ServerSettings settings) {
    this.settings = settings;
    this.apiServer =
        new EmbeddedApiServer(
            new ApiServerSettings(
                    settings.data(),
                    settings.bind(),
                    settings.port(),
                    List.of(),
                    clock,
                    backend,
                    List.of(new ConsoleExtension(clock), backend))
                .withPolicies(
                    new ApiPolicies(List.of(), List.of(new HostWorkGuard()), evictions)
                        .guarded(Guards.all())
                        .audited(settings.audit())));
  }

  /**
   * Starts everything; returns when the API answers and {@code kubeconfig} is written. Blocks.
   *
   * @throws InvalidRequest the data directory or the port cannot be used
   */
  public void start() {
    VolumeSettings.Share share = NodeFolders.share(settings.data().resolve("shared"));
    apiServer.start();
    open.push(apiServer);
    FabricKubeApi api = FabricKubeApi.ofKubeconfig(apiServer.ownKubeconfig());
    open.push(api);
    evictions.serve(api);
    Bootstrap.run(api);
    HostCluster.ensure(api);
    LocalClasses.bootstrap(api);
    LocalClasses.bootstrapShared(api, share.id());
    ControllerRuntime runtime = new ControllerRuntime(api, clock, new SimpleMeterRegistry());
    List<ControllerSpec> specs = new ArrayList<>(control(api));
    specs.addAll(nodes(api, share, runtime));
    specs.addAll(imports(api, runtime));
    var storage = new StorageControllers(api, clock, StorageSettings.DEFAULTS);
    open.push(storage);
    specs.addAll(storage.specs());
    open.push(runtime);
    runtime.start(specs);
    writeKubeconfig();
    LOG.info("serving {} from {}", url(), settings.data());
  }

  /** {@code https://127.0.0.1:6443}. */
  public String url() {
    return apiServer.url();
  }

  private List<ControllerSpec> control(KubeApi api) {
    List<ControllerSpec> specs = new ArrayList<>();
    specs.addAll(VolumeControllers.control(api, clock));
    specs.addAll(LifecycleControllers.control(api, clock));
    specs.addAll(SchedulingControllers.specs(api, clock));
    specs.addAll(WorkloadControllers.specs(api, clock));
    specs.addAll(LiveMoveControllers.specs(api, clock));
    return specs;
  }

  /** This machine as one or several nodes, all in this process. */
  private List<ControllerSpec> nodes(
      KubeApi api, VolumeSettings.Share share, ControllerRuntime runtime) {
    MigrationCredentials credentials = new MigrationCredentials(clock);
    Map<String, LocalDoor> doors = new HashMap<>();
    List<VolumePlaces> places = new ArrayList<>();
    List<ControllerSpec> specs = new ArrayList<>();
    for (int number = 1; number <= settings.nodes(); number++) {
      NodeAgentSettings node = LocalNodes.settings(settings, number, share, credentials);
      NodeAgent agent = new NodeAgent(node, api, clock);
      open.push(agent);
      agent.register();
      doors.put(node.name(), agent.door());
      places.add(agent.places());
      specs.addAll(agent.specs(runtime::wake));
    }
    Doors all = new Doors(n -> Optional.ofNullable(doors.get(n)));
    backend.serve(
        new PodStreams(
            api,
            pod ->
                pod.text("spec", "nodeName")
                    .flatMap(n -> Optional.ofNullable(doors.get(n)))
                    .flatMap(d -> d.context(pod)),
            all));
    backend.serve(all, new VmSubresources(new VmActions(api, all), all));
    specs.add(exports(api, places));
    return specs;
  }

  private ControllerSpec exports(KubeApi api, List<VolumePlaces> places) {
    backend.serve(new ExportExtension(new Exports(api, volume -> folder(places, volume))));
    return new ExportController(
            api, clock, () -> new ExportController.Server(url(), apiServer.authorityPem()))
        .spec();
  }

  private static Path folder(List<VolumePlaces> places, Resource volume) {
    InvalidRequest last = new InvalidRequest("There is no node.");
    for (VolumePlaces node : places) {
      try {
        return node.folder(volume);
      } catch (InvalidRequest e) {
        last = e; // perhaps another node reaches it
      }
    }
    throw last;
  }

  private List<ControllerSpec> imports(KubeApi api, ControllerRuntime runtime) {
    Map<SourceType, SourceProvider> providers =
        SourceProvider.byType(
            new OvaProvider(clock), //
            new VsphereProvider(clock),
            new OvirtProvider(clock),
            new OpenshiftProvider(clock));
    LiveRules rules = new LiveRules(clock);
    LiveInventories inventories = new LiveInventories(List.copyOf(providers.values()), rules);
    open.push(inventories);
    LiveSettings live = new LiveSettings(api, ImportSettings.DEFAULTS);
    var checks = new ImportControllers(api, inventories, providers, live, clock);
    live.onChange(() -> checks.settingsChanged(runtime::wake));
    checks.followInventories(runtime::wake);
    RunControllers runs =
        new RunControllers(
            new RunControllers.Surroundings(
                api, inventories, providers, new JobHooks(HookPods.WORKER), clock, runtime::wake),
            live);
    open.push(runs);
    InventoryCallers callers = new InventoryCallers();
    var sources =
        new InventoryHttp.Sources(
            inventories, () -> api.list(Kinds.PROVIDER, Selection.ALL), callers);
    backend.serve(new InventoryExtension(new InventoryHttp(sources, clock), callers));
    backend.serve(new RulesExtension(new RuleService(rules, clock)));
    List<ControllerSpec> specs = new ArrayList<>(checks.specs());
    specs.add(new RuleConfigMaps(api, Bootstrap.FORKLIFT, rules).spec());
    specs.add(live.spec());
    specs.addAll(runs.specs());
    return specs;
  }

  private void writeKubeconfig() {
    Path file = settings.data().resolve("kubeconfig");
    try {
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path fresh = Files.createTempFile(settings.data(), "kubeconfig", ".new", ownerOnly);
      Path _ = Files.writeString(fresh, apiServer.kubeconfig());
      Path _ = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new InvalidRequest("The file " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Stops in reverse order of the start. Machines and workers run on. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("stopping {} failed", part.getClass().getSimpleName(), e);
      }
    }
  }
}
