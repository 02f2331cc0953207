package io.wherry.operator;

import io.micrometer.core.instrument.MeterRegistry;
import io.wherry.control.ControllerRuntime;
import io.wherry.control.ControllerSpec;
import io.wherry.inventory.LiveInventories;
import io.wherry.kube.KubeApi;
import io.wherry.openshift.OpenshiftProvider;
import io.wherry.ova.OvaProvider;
import io.wherry.ovirt.OvirtProvider;
import io.wherry.policy.LiveRules;
import io.wherry.policy.RuleConfigMaps;
import io.wherry.policy.RuleService;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.storage.StorageControllers;
import io.wherry.storage.StorageSettings;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.LiveSettings;
import io.wherry.vmimport.check.ImportControllers;
import io.wherry.vmimport.hooks.HookPods;
import io.wherry.vmimport.hooks.JobHooks;
import io.wherry.vmimport.run.RunControllers;
import io.wherry.vsphere.VsphereProvider;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The controllers of imports and storage migrations at work; the same as standalone, without
 * machines, volumes and a node.
 */
final class Controllers implements AutoCloseable {
  private final LiveInventories inventories;
  private final RuleService rules;
  private final RunControllers runs;
  private final StorageControllers storage;
  private final ControllerRuntime runtime;

  Controllers(
      KubeApi api, String namespace, ImportSettings settings, Clock clock, MeterRegistry metrics) {
    Map<SourceType, SourceProvider> providers =
        SourceProvider.byType(
            new OvaProvider(clock), //
            new VsphereProvider(clock),
            new OvirtProvider(clock),
            new OpenshiftProvider(clock));
    LiveRules liveRules = new LiveRules(clock);
    this.inventories = new LiveInventories(List.copyOf(providers.values()), liveRules);
    this.rules = new RuleService(liveRules, clock);
    this.runtime = new ControllerRuntime(api, clock, metrics);
    LiveSettings live = new LiveSettings(api, settings);
    var checks = new ImportControllers(api, inventories, providers, live, clock);
    live.onChange(() -> checks.settingsChanged(runtime::wake));
    checks.followInventories(runtime::wake);
    this.runs =
        new RunControllers(
            new RunControllers.Surroundings(
                api,
                inventories,
                providers,
                new JobHooks(HookPods.OWN_IMAGE),
                clock,
                runtime::wake),
            live);
    List<ControllerSpec> specs = new ArrayList<>(checks.specs());
    specs.add(new RuleConfigMaps(api, namespace, liveRules).spec());
    specs.add(live.spec());
    specs.addAll(runs.specs());
    this.storage = new StorageControllers(api, clock, storage(settings));
    specs.addAll(storage.specs());
    runtime.start(specs);
  }

  RuleService rules() {
    return rules;
  }

  private static StorageSettings storage(ImportSettings settings) {
    return new StorageSettings(
        settings.worker().image(), settings.worker().serviceAccount(), StorageSettings.Live.NONE);
  }

  LiveInventories inventories() {
    return inventories;
  }

  @Override
  public void close() {
    runtime.close();
    runs.close();
    storage.close();
    inventories.close();
  }
}
