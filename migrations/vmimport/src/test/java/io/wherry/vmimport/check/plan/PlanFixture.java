package io.wherry.vmimport.check.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.control.Condition;
import io.wherry.resources.Resource;
import io.wherry.spi.Capability;
import io.wherry.spi.Lookup;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.draft.ObservedPlan;
import io.wherry.vmimport.draft.ObservedPlan.InventoryState;
import io.wherry.vmimport.draft.ObservedPlan.ObservedVm;
import io.wherry.vmimport.model.HookView;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.NetworkMapView;
import io.wherry.vmimport.model.PlanView;
import io.wherry.vmimport.model.PlanVm;
import io.wherry.vmimport.model.ProviderView;
import io.wherry.vmimport.model.StorageMapView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A plan that is good in every respect, and words to spoil it. */
public final class PlanFixture {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String PAIR =
      "provider: {source: {namespace: mig, name: ova}, destination: {namespace: mig, name: host}}";
  private static final String READY =
      "status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}";

  private final ObjectNode plan =
      tree(
          "{apiVersion: forklift.konveyor.io/v1beta1, kind: Plan, metadata: {namespace: mig, name:"
              + " wave, uid: u-plan, generation: 1}, spec: {targetNamespace: apps, "
              + PAIR
              + ", map: {network: {namespace: mig, name: nm}, storage: {namespace: mig, name:"
              + " sm}}, vms: [{id: vm-1}]}}");
  private final Map<String, Lookup<SourceMachine>> machines = new HashMap<>();
  private final Set<Capability> capabilities = new HashSet<>();
  private final List<Resource> targetVms = new ArrayList<>();
  private final Map<String, Resource> classes = new HashMap<>();
  private final Map<NamespacedRef, Resource> nads = new HashMap<>();
  private final Map<NamespacedRef, HookView> hooks = new HashMap<>();
  private final Map<String, String> claims = new HashMap<>();
  private String source = object("ova", "type: ova");
  private String destination = object("host", "type: openshift");
  private String networkMap =
      object("nm", "map: [{source: {id: net-1}, destination: {type: pod}}]");
  private String storageMap =
      object("sm", "map: [{source: {id: st-1}, destination: {storageClass: local-raw}}]");
  private String namespace = "";
  private InventoryState inventory = InventoryState.KNOWN;

  public PlanFixture() {
    machine(Machines.named("vm-1", "web").build());
    storageClass("{metadata: {name: local-raw}}");
  }

  /** Merges YAML into the plan's spec. */
  public PlanFixture spec(String yaml) {
    ((ObjectNode) plan.get("spec")).setAll(tree(yaml));
    return this;
  }

  /** Sets an annotation of the plan. */
  public PlanFixture annotation(String key, String value) {
    ((ObjectNode) plan.get("metadata")).withObject("annotations").put(key, value);
    return this;
  }

  /** Replaces the plan's status. */
  public PlanFixture status(String yaml) {
    plan.set("status", tree(yaml));
    return this;
  }

  public PlanFixture vms(String yamlList) {
    return spec("{vms: " + yamlList + "}");
  }

  public PlanFixture machine(SourceMachine machine) {
    machines.put(machine.id(), new Lookup.Found<>(machine));
    return this;
  }

  /** What the inventory answers for an id or name. */
  public PlanFixture lookup(String idOrName, Lookup<SourceMachine> answer) {
    machines.put(idOrName, answer);
    return this;
  }

  public PlanFixture capable(Capability... all) {
    capabilities.addAll(List.of(all));
    return this;
  }

  public PlanFixture noInventory() {
    inventory = InventoryState.UNKNOWN;
    return this;
  }

  /** The target namespace as YAML. */
  public PlanFixture targetNamespace(String yaml) {
    namespace = yaml;
    return this;
  }

  /** The source provider as YAML, or empty for none. */
  public PlanFixture source(String yaml) {
    source = yaml;
    return this;
  }

  /** Its source is a vCenter. */
  public PlanFixture vsphere() {
    return source(object("ova", "type: vsphere"));
  }

  /** The plan is warm, and its source a vCenter. */
  public PlanFixture warmVsphere() {
    return spec("{type: warm}").capable(Capability.WARM).source(object("ova", "type: vsphere"));
  }

  public PlanFixture destination(String yaml) {
    destination = yaml;
    return this;
  }

  public PlanFixture networkMap(String yaml) {
    networkMap = yaml;
    return this;
  }

  public PlanFixture storageMap(String yaml) {
    storageMap = yaml;
    return this;
  }

  /** Rows of the network map as a YAML list. */
  public PlanFixture networks(String rows) {
    return networkMap(object("nm", "map: " + rows));
  }

  public PlanFixture targetVm(String yaml) {
    targetVms.add(new Resource(tree(yaml)));
    return this;
  }

  public PlanFixture storageClass(String yaml) {
    Resource found = new Resource(tree(yaml));
    classes.put(found.name(), found);
    return this;
  }

  public PlanFixture nad(String yaml) {
    Resource found = new Resource(tree(yaml));
    nads.put(new NamespacedRef(found.namespace(), found.name()), found);
    return this;
  }

  public PlanFixture hook(String yaml) {
    Resource found = new Resource(tree(yaml));
    hooks.put(new NamespacedRef(found.namespace(), found.name()), new HookView(found));
    return this;
  }

  /** The target namespace has a claim with this disk of the source. */
  public PlanFixture claim(String disk, String name) {
    claims.put(disk, name);
    return this;
  }

  /** A Ready object of that name and spec, as YAML. */
  public static String object(String name, String spec) {
    return "{metadata: {namespace: mig, name: "
        + name
        + ", generation: 1}, spec: {"
        + spec
        + "}, "
        + READY
        + "}";
  }

  public ObservedPlan seen() {
    PlanView view = new PlanView(new Resource(plan));
    Optional<NetworkMapView> nm = parse(networkMap).map(NetworkMapView::new);
    Optional<StorageMapView> sm = parse(storageMap).map(StorageMapView::new);
    return new ObservedPlan(
        view,
        new ObservedPlan.Providers(
            parse(source).map(ProviderView::new),
            parse(destination).map(ProviderView::new),
            capabilities,
            inventory),
        new ObservedPlan.Maps(
            nm,
            nm.stream()
                .flatMap(m -> m.rows().stream())
                .map(r -> new ObservedPlan.NetworkRow(r, new Lookup.Found<>(r.source().id())))
                .toList(),
            sm,
            sm.stream()
                .flatMap(m -> m.rows().stream())
                .map(r -> new ObservedPlan.StorageRow(r, new Lookup.Found<>(r.source().id())))
                .toList()),
        view.vms().stream().map(vm -> new ObservedVm(vm, machineOf(vm))).toList(),
        new ObservedPlan.Target(
            parse(namespace), targetVms, classes, Map.of(), nads, hooks, Set.of("mover"), claims));
  }

  public PlanFacts facts() {
    return PlanFacts.of(seen(), ImportSettings.DEFAULTS);
  }

  /** What the rule says: {@code Category reason: message [items]}. */
  public List<String> says(PlanRule rule) {
    return rule.judge(facts()).stream().map(PlanFixture::text).toList();
  }

  private static String text(Condition c) {
    return c.category() + " " + c.reason() + ": " + c.message() + " " + c.items();
  }

  private Lookup<SourceMachine> machineOf(PlanVm vm) {
    String key = vm.ref().id().isEmpty() ? vm.ref().name() : vm.ref().id();
    return machines.getOrDefault(key, new Lookup.NotFound<>());
  }

  private static Optional<Resource> parse(String yaml) {
    return yaml.isEmpty() ? Optional.empty() : Optional.of(new Resource(tree(yaml)));
  }

  static ObjectNode tree(String yaml) {
    try {
      return (ObjectNode) YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }
}
