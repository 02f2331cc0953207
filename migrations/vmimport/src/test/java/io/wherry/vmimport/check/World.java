package io.wherry.vmimport.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.control.ControllerRuntime;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler.Next;
import io.wherry.problems.Problem;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.Capability;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.Machines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A memory API with everything a small plan needs, and controllers run by hand. */
final class World {
  final TestClock clock = new TestClock();
  final MemoryKubeApi api = new MemoryKubeApi(clock);
  final ScriptedInventories inventories = new ScriptedInventories();
  final List<Problem> staticProblems = new ArrayList<>();
  final ImportControllers controllers =
      new ImportControllers(api, inventories, types(), () -> ImportSettings.DEFAULTS, clock);

  World() {
    inventories.machines.add(Machines.named("vm-1", "web").build());
    inventories.networks.add("net-1");
    inventories.storages.add("st-1");
  }

  /** The one provider type of this world. */
  Map<SourceType, SourceProvider> types() {
    return Map.of(SourceType.OVA, new OvaStandIn());
  }

  /** Stores an object written as YAML. */
  Resource put(KindRef kind, String yaml) {
    try {
      JsonNode tree = new YAMLMapper().readTree(yaml);
      return api.create(kind, new Resource((com.fasterxml.jackson.databind.node.ObjectNode) tree));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  void patch(ResourceKey key, String yaml) {
    try {
      api.patch(key, new YAMLMapper().readTree(yaml));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  void patchStatus(ResourceKey key, String yaml) {
    try {
      api.patchStatus(key, new YAMLMapper().readTree(yaml));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Secret, providers, maps, storage class and a plan for vm-1. */
  World small() {
    put(Kinds.SECRET, "{metadata: {namespace: mig, name: ova}, data: {url: bG9jYWxob3N0Oi9vdmFz}}");
    put(
        Kinds.PROVIDER,
        "{metadata: {namespace: mig, name: ova}, spec: {type: ova, url: 'localhost:/ovas',"
            + " secret: {namespace: mig, name: ova}}}");
    put(Kinds.PROVIDER, "{metadata: {namespace: mig, name: host}, spec: {type: openshift}}");
    put(Kinds.STORAGE_CLASS, "{metadata: {name: local-raw}}");
    String pair =
        "provider: {source: {name: ova, namespace: mig}, destination: {name: host, namespace: mig}}";
    put(
        Kinds.NETWORK_MAP,
        "{metadata: {namespace: mig, name: nm}, spec: {"
            + pair
            + ", map: [{source: {id: net-1}, destination: {type: pod}}]}}");
    put(
        Kinds.STORAGE_MAP,
        "{metadata: {namespace: mig, name: sm}, spec: {"
            + pair
            + ", map: [{source: {id: st-1}, destination: {storageClass: local-raw}}]}}");
    put(
        Kinds.PLAN,
        "{metadata: {namespace: mig, name: wave}, spec: {targetNamespace: apps, "
            + pair
            + ", map: {network: {name: nm, namespace: mig}, storage: {name: sm, namespace: mig}},"
            + " vms: [{id: vm-1}]}}");
    return this;
  }

  static ResourceKey key(KindRef kind, String name) {
    return new ResourceKey(kind, kind.isNamespaced() ? "mig" : "", name);
  }

  Next reconcile(KindRef kind, String name) {
    return spec(kind).reconciler().reconcile(key(kind, name));
  }

  ControllerSpec spec(KindRef kind) {
    return controllers.specs().stream()
        .filter(s -> s.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  /** Everything once, in the order of dependence. */
  World settle() {
    reconcile(Kinds.PROVIDER, "ova");
    reconcile(Kinds.PROVIDER, "host");
    reconcile(Kinds.NETWORK_MAP, "nm");
    reconcile(Kinds.STORAGE_MAP, "sm");
    reconcile(Kinds.PLAN, "wave");
    return this;
  }

  /** {@code Type/Category/Reason} of all conditions. */
  List<String> conditions(KindRef kind, String name) {
    List<String> result = new ArrayList<>();
    for (JsonNode c : api.get(key(kind, name)).orElseThrow().at("status", "conditions")) {
      result.add(
          c.path("type").asText()
              + "/"
              + c.path("category").asText()
              + "/"
              + c.path("reason").asText());
    }
    return result;
  }

  Resource get(KindRef kind, String name) {
    return api.get(key(kind, name)).orElseThrow();
  }

  ControllerRuntime start() {
    var runtime =
        new ControllerRuntime(
            api, clock, new io.micrometer.core.instrument.simple.SimpleMeterRegistry());
    controllers.followInventories(runtime::wake);
    runtime.start(controllers.specs());
    return runtime;
  }

  private final class OvaStandIn implements SourceProvider {
    @Override
    public SourceType type() {
      return SourceType.OVA;
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.REQUIRES_CONVERSION);
    }

    @Override
    public List<Problem> check(Endpoint endpoint, Credentials credentials) {
      return List.copyOf(staticProblems);
    }

    @Override
    public SourceConnection connect(Endpoint endpoint, Credentials credentials) {
      return inventories;
    }
  }
}
