package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.draft.ObservedPlan;
import io.wherry.vmimport.draft.PrimaryNetwork;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.PlanView;
import io.wherry.vmimport.model.PlanVm;
import io.wherry.vmimport.model.ProviderView;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Options;
import io.wherry.vmimport.order.Target;
import io.wherry.vmimport.steps.KeptVolumes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Freezes drafts into orders. */
final class OrderFactory {
  private final KubeApi api;
  private final ImportSettings settings;
  private final ObservedPlan seen;
  private final PlanView plan;
  private final Resource migration;

  OrderFactory(KubeApi api, ImportSettings settings, ObservedPlan seen, Resource migration) {
    this.api = api;
    this.settings = settings;
    this.seen = seen;
    this.plan = seen.plan();
    this.migration = migration;
  }

  ImportOrder make(VmDraft draft) {
    return new ImportOrder(
        name(plan.resource()),
        name(migration),
        source(),
        machine(draft.machine()),
        target(draft),
        options(draft.machine(), draft.vm()));
  }

  private ImportOrder.Source source() {
    ProviderView provider =
        seen.providers()
            .source()
            .orElseThrow(() ->
                new InvalidRequest("The source provider of " + plan.resource() + " is gone."));
    NamespacedRef secret = provider.secret();
    return new ImportOrder.Source(
        name(provider.resource()),
        provider.typeName(),
        provider.url(),
        provider.settings(),
        secret.isSet() ? secret.namespace() : "",
        secret.name());
  }

  // Findings about a machine were judged with the plan; they would only blow up the Run.
  private SourceMachine machine(SourceMachine m) {
    SourceMachine bare = m.withConcerns(List.of());
    return plan.preserveClusterCpuModel() ? bare.withCpu(m.cpu().asInCluster()) : bare;
  }

  private Target target(VmDraft draft) {
    KeptVolumes kept =
        new KeptVolumes(api, plan.targetNamespace(), plan.resource().uid(), draft.machine().id());
    return new Target(
        plan.targetNamespace(),
        draft.targetName(),
        draft.isRenamed(),
        draft.disks().stream().map(d -> kept.claimed(disk(draft, d))).toList(),
        draft.nics().stream()
            .filter(n -> !n.target().isIgnored())
            .map(n -> nic(draft.machine(), n))
            .toList(),
        draft.attached().stream()
            .filter(d -> !d.claim().isEmpty())
            .map(d -> new Target.Attached(d.disk().id(), d.index(), d.claim(), d.volumeName()))
            .toList());
  }

  private Target.Disk disk(VmDraft draft, VmDraft.DiskDraft disk) {
    String identity = migration.uid() + ":" + draft.machine().id() + ":" + disk.disk().id();
    VmDraft.Storage storage = disk.storage();
    return new Target.Disk(
        disk.disk().id(),
        disk.index(),
        disk.pvcName().full(identity),
        disk.volumeName(),
        disk.requestBytes(),
        new Target.Storage(
            storage.storageClass(), storage.volumeMode().name(), storage.accessMode()));
  }

  private Target.Nic nic(SourceMachine machine, VmDraft.NicDraft nic) {
    String attachment =
        nic.target().isMultus() ? nic.target().namespace() + "/" + nic.target().name() : "";
    Optional<PrimaryNetwork> own = PrimaryNetwork.of(seen).filter(_ -> nic.target().isPod());
    return new Target.Nic(
        nic.name(),
        nic.nic().mac(),
        attachment,
        new Target.Plug(
            nic.nic().pciAddress(),
            nic.nic().link(),
            own.isPresent() ? PrimaryNetwork.BINDING : "",
            own.map(network -> kept(machine, nic.nic().mac(), network)).orElse(List.of())));
  }

  // Addresses that DHCP once gave are no one's wish, but sources seldom tell them apart.
  private List<String> kept(SourceMachine machine, String mac, PrimaryNetwork network) {
    return machine.extras().addresses().stream()
        .filter(_ -> plan.preserveStaticIps())
        .filter(a -> a.mac().equalsIgnoreCase(mac) && !a.ip().contains(":"))
        .map(MachineExtras.GuestAddress::ip)
        .filter(network::contains)
        .toList();
  }

  private Options options(SourceMachine machine, PlanVm vm) {
    boolean skip = plan.skipGuestConversion();
    return new Options(
        machineOptions(vm),
        new Options.Conversion(
            skip,
            plan.useCompatibilityMode(),
            plan.converter().orElse(settings.worker().converter())),
        new Options.Pods(
            plan.serviceAccount().orElse(settings.worker().serviceAccount()),
            reference(plan.transferNetwork()),
            placement(
                plan.convertorLabels(), plan.convertorNodeSelector(), plan.convertorAffinity())),
        new Options.Hooks(
            vm.hook("PreHook").map(OrderFactory::reference).orElse(""),
            vm.hook("PostHook").map(OrderFactory::reference).orElse("")),
        new Options.Cleanup(vm.deleteVmOnFailMigration(), plan.deleteGuestConversionPod()),
        new Options.Carried(
            new Preferences(api, seen).of(machine),
            raw(vm),
            new Options.Tags(
                plan.tagMappingDisabled() ? Options.TagUse.DROPPED : Options.TagUse.LABELS,
                plan.labelTags())));
  }

  private static Options.RawDevices raw(PlanVm vm) {
    if (!vm.rdmAsLun()) {
      return Options.RawDevices.DATA;
    }
    return vm.scsiReservation() ? Options.RawDevices.LUN_WITH_RESERVATION : Options.RawDevices.LUN;
  }

  private Options.Machine machineOptions(PlanVm vm) {
    String type = vm.instanceType().orElse("");
    return new Options.Machine(
        vm.targetPower().name().toLowerCase(Locale.ROOT),
        type,
        type.isEmpty() ? "" : instanceTypeKind(type),
        vm.enableNestedVirtualization().map(Object::toString).orElse(""),
        vm.rootDisk().orElse(""),
        placement(plan.targetLabels(), plan.targetNodeSelector(), plan.targetAffinity()));
  }

  private String instanceTypeKind(String type) {
    Optional<Resource> own =
        api.get(new ResourceKey(Kinds.INSTANCE_TYPE, plan.targetNamespace(), type));
    return own.isPresent() ? Kinds.INSTANCE_TYPE.kind() : "VirtualMachineClusterInstancetype";
  }

  private static Options.Placement placement(
      java.util.Map<String, String> labels,
      java.util.Map<String, String> selector,
      JsonNode affinity) {
    JsonNode tree =
        affinity.isObject() ? affinity.deepCopy() : JsonNodeFactory.instance.objectNode();
    return new Options.Placement(labels, selector, tree);
  }

  private static String reference(NamespacedRef ref) {
    return ref.isSet() ? ref.toString() : "";
  }

  private static ImportOrder.ObjectName name(Resource object) {
    return new ImportOrder.ObjectName(object.namespace(), object.name(), object.uid());
  }
}
