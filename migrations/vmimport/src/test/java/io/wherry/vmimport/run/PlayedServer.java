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
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.steps.FakeInventories;
import io.wherry.vmimport.steps.NoHooks;
import io.wherry.vmimport.steps.PlayedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The run controllers on a played cluster; time goes on only while a test waits. */
final class PlayedServer implements AutoCloseable {
  final PlayedCluster cluster;
  private final ImportSettings settings;
  private ControllerRuntime runtime;
  private RunControllers controllers;

  PlayedServer(int inFlight) {
    this(inFlight, new PlayedCluster());
  }

  PlayedServer(int inFlight, PlayedCluster cluster) {
    this.cluster = cluster;
    ImportSettings d = ImportSettings.DEFAULTS;
    settings =
        new ImportSettings(
            inFlight, d.diskOverhead(), d.worker(), d.timings(), d.pvcNameTemplate());
    start();
  }

  void start() {
    var around =
        new RunControllers.Surroundings(
            cluster.api, new FakeInventories(), Map.of(), new NoHooks(), cluster.clock);
    controllers = new RunControllers(around, settings, new PlayedDesk());
    runtime = new ControllerRuntime(cluster.api, cluster.clock, new SimpleMeterRegistry());
    runtime.start(controllers.specs());
  }

  void stop() {
    runtime.close();
    controllers.close();
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
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status
        .putObject("status")
        .put("observedGeneration", 1)
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

  List<String> names(io.wherry.resources.KindRef kind) {
    return cluster.api.list(kind, Selection.ALL).stream().map(Resource::name).toList();
  }

  /** Lets time go by until the condition holds. */
  void until(BooleanSupplier condition) {
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
    controllers.tick();
    runtime.tick();
  }

  @Override
  public void close() {
    stop();
    cluster.api.close();
  }
}
