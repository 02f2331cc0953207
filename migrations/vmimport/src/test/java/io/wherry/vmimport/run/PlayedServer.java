package io.wherry.vmimport.run;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wherry.control.Conditions;
import io.wherry.control.ControllerRuntime;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.source.PlayedSource;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.hooks.HookPods;
import io.wherry.vmimport.hooks.JobHooks;
import io.wherry.vmimport.steps.OneSource;
import io.wherry.vmimport.steps.PlayedCluster;
import io.wherry.vmimport.steps.PlayedWorker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The run controllers on a played cluster; time goes on only while a test waits. */
final class PlayedServer implements AutoCloseable {
  final PlayedCluster cluster;
  final PlayedSource source = new PlayedSource();
  final PlayedWorker worker = new PlayedWorker(source);
  private volatile ImportSettings settings;
  private ControllerRuntime runtime;
  private RunControllers controllers;

  PlayedServer(int inFlight) {
    this(inFlight, new PlayedCluster());
  }

  PlayedServer(int inFlight, PlayedCluster cluster) {
    this.cluster = cluster;
    settings = ImportSettings.DEFAULTS.withMaxVmInFlight(inFlight);
    start();
  }

  void start() {
    runtime = new ControllerRuntime(cluster.api, cluster.clock, new SimpleMeterRegistry());
    var around =
        new RunControllers.Surroundings(
            cluster.api,
            new OneSource().holding(source),
            Map.of(),
            new JobHooks(HookPods.OWN_IMAGE),
            cluster.clock,
            (controller, key) -> runtime.wake(controller, key));
    controllers = new RunControllers(around, () -> settings, new PlayedDesk());
    runtime.start(controllers.specs());
  }

  void stop() {
    runtime.close();
    controllers.close();
  }

  /** Sets another limit while everything runs. */
  void limit(int inFlight) {
    settings = settings.withMaxVmInFlight(inFlight);
  }

  /** As {@link #limit(int)}, with others in the form of the setting. */
  void limit(int inFlight, String others) {
    limit(inFlight);
    settings =
        io.wherry.vmimport.SettingField.ALL.stream()
            .filter(f -> f.name().equals("wherry_inflight_limits"))
            .findFirst()
            .orElseThrow()
            .with()
            .apply(settings, others);
  }

  void plan(String name, String... vmIds) {
    Resource plan = Resource.of(Kinds.PLAN, "plans", name);
    ObjectNode spec = plan.tree().putObject("spec");
    spec.put("targetNamespace", "apps");
    ObjectNode provider = spec.putObject("provider");
    provider.putObject("source").put("name", "appliances").put("namespace", "plans");
    provider.putObject("destination").put("name", "host").put("namespace", "plans");
    ObjectNode map = spec.putObject("map");
    map.putObject("network").put("name", "nm").put("namespace", "plans");
    map.putObject("storage").put("name", "sm").put("namespace", "plans");
    var vms = spec.putArray("vms");
    List.of(vmIds).forEach(id -> vms.addObject().put("id", id));
    cluster.api.create(Kinds.PLAN, plan);
    ready(name);
  }

  void ready(String name) {
    ready(name, 1);
  }

  void ready(String name, long generation) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status
        .putObject("status")
        .put("observedGeneration", generation)
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("category", "Required")
        .put("lastTransitionTime", "2026-01-01T00:00:00Z");
    cluster.api.patchStatus(new ResourceKey(Kinds.PLAN, "plans", name), status);
  }

  void migrate(String name, String plan) {
    Resource migration = Resource.of(Kinds.MIGRATION, "plans", name);
    migration
        .tree()
        .putObject("spec")
        .putObject("plan")
        .put("name", plan)
        .put("namespace", "plans");
    cluster.api.create(Kinds.MIGRATION, migration);
  }

  /** Makes a plan warm. */
  void warm(String name) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("type", "warm");
    cluster.api.patch(new ResourceKey(Kinds.PLAN, "plans", name), patch);
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.putObject("status").put("observedGeneration", plan(name).generation());
    cluster.api.patchStatus(new ResourceKey(Kinds.PLAN, "plans", name), status);
  }

  /** Merges JSON into a migration's spec. */
  void edit(String migration, String json) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    try {
      patch.set("spec", new com.fasterxml.jackson.databind.ObjectMapper().readTree(json));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
    cluster.api.patch(new ResourceKey(Kinds.MIGRATION, "plans", migration), patch);
  }

  void cancel(String name, String vmId) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").putArray("cancel").addObject().put("id", vmId);
    cluster.api.patch(new ResourceKey(Kinds.MIGRATION, "plans", name), patch);
  }

  Resource plan(String name) {
    return cluster.api.get(new ResourceKey(Kinds.PLAN, "plans", name)).orElseThrow();
  }

  Resource migration(String name) {
    return cluster.api.get(new ResourceKey(Kinds.MIGRATION, "plans", name)).orElseThrow();
  }

  boolean has(String migration, String condition) {
    return Conditions.has(migration(migration).at("status", "conditions"), condition);
  }

  /** The VM's entry in the status of the plan; a missing node when there is none. */
  com.fasterxml.jackson.databind.JsonNode vm(String plan, String id) {
    return plan(plan).items("status", "migration", "vms").stream()
        .filter(v -> v.path("id").asText().equals(id))
        .findFirst()
        .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  List<Resource> runs() {
    return cluster.api.list(Kinds.RUN, Selection.ALL);
  }

  List<String> names(io.wherry.resources.KindRef kind) {
    return cluster.api.list(kind, Selection.ALL).stream().map(Resource::name).toList();
  }

  /** Lets time go by until the condition holds. */
  void until(BooleanSupplier condition) {
    try {
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> {
            boolean met = condition.getAsBoolean();
            if (!met) {
              step();
            }
            return met;
          });
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(picture(), e);
    }
  }

  /** Where everything stands, for a test that fails. */
  private String picture() {
    StringBuilder text = new StringBuilder("at " + cluster.clock.instant()).append('\n');
    for (Resource run : runs()) {
      var entries = run.items("status", "entries");
      text.append(run).append(' ').append(run.at("status", "state"));
      entries.stream()
          .skip(Math.max(0, entries.size() - 4))
          .forEach(e -> text.append("\n  ").append(e));
      text.append("\n  held ").append(run.at("status", "held")).append('\n');
    }
    return text.append(runtime.describe()).toString();
  }

  /** Lets time go by. */
  void idle(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  private void step() {
    cluster.clock.advance(Duration.ofMillis(400));
    cluster.play();
    source.play();
    controllers.tick();
    runtime.tick();
  }

  @Override
  public void close() {
    stop();
    cluster.api.close();
  }
}
