package io.wherry.vmimport.translate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.spi.PowerState;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.order.Options;

/**
 * Makes the VirtualMachine of an import. Pure.
 *
 * @source inventory-and-providers.md sections 4.1, 4.2 and 4.5
 */
public final class MachineTranslator {
  /** Addresses by network that the target's network gives to the guest, as JSON. */
  private static final String ADDRESSES = "network.kubevirt.io/addresses";

  private MachineTranslator() {}

  /**
   * The VirtualMachine to create.
   *
   * @param sourcePower of the source machine before the migration switched it off
   */
  public static Resource translate(ImportOrder order, GuestFacts facts, PowerState sourcePower) {
    Resource vm = Resource.of(Kinds.VM, order.target().namespace(), order.target().vmName());
    GuestOs os = GuestOs.of(order.source().type(), order.machine().osType());
    metadata(order, os, (ObjectNode) vm.tree().get("metadata"));
    ObjectNode spec = vm.tree().putObject("spec");
    Options.Machine machine = order.options().machine();
    spec.put("runStrategy", runStrategy(machine.power(), sourcePower));
    if (!machine.instanceType().isEmpty()) {
      spec.putObject("instancetype")
          .put("kind", machine.instanceTypeKind())
          .put("name", machine.instanceType());
    }
    Options.Preference preference = order.options().carried().preference();
    if (preference.isSet()) {
      spec.putObject("preference").put("kind", preference.kind()).put("name", preference.name());
    }
    ObjectNode template = spec.putObject("template");
    templateMetadata(
        order, facts.os().isEmpty() ? os.osinfo() : facts.os(), template.putObject("metadata"));
    ObjectNode inner = template.putObject("spec");
    placement(machine.placement(), inner);
    DefinitionBuilder own = new DefinitionBuilder(order);
    if (own.applies()) {
      own.into(spec, inner);
    } else {
      new DomainBuilder(order, facts).into(inner.putObject("domain"));
      new DeviceBuilder(order, facts).into(inner);
    }
    return vm;
  }

  /**
   * The run strategy for a wish and what the source's power was.
   *
   * @param wish {@code on}, {@code off} or {@code auto}
   */
  static String runStrategy(String wish, PowerState sourcePower) {
    return switch (wish) {
      case "on" -> "Always";
      case "off" -> "Halted";
      default -> sourcePower == PowerState.On ? "Always" : "Halted";
    };
  }

  private static void metadata(ImportOrder order, GuestOs os, ObjectNode metadata) {
    ObjectNode labels = metadata.putObject("labels");
    if (!os.osinfo().isEmpty()) {
      labels.put("os.template.kubevirt.io/" + os.osinfo(), "true");
      labels.put("workload.template.kubevirt.io/server", "true");
      labels.put("flavor.template.kubevirt.io/medium", "true");
    }
    MachineLabels.identity(order).forEach(labels::put);
    labels.put("guestConverted", Boolean.toString(!order.options().conversion().skip()));
    labels.put(MachineLabels.RUN, MachineLabels.value(MachineLabels.runName(order)));
    labels.put(MachineLabels.RUN_NAMESPACE, MachineLabels.value(order.migration().namespace()));
    ObjectNode annotations = metadata.putObject("annotations");
    if (order.target().renamed()) {
      annotations.put("openshift.io/display-name", order.machine().name());
      annotations.put("original-ID", order.machine().id());
    }
    new SourceTags(order).into(labels, annotations);
    if (annotations.isEmpty()) {
      metadata.remove("annotations");
    }
  }

  private static void templateMetadata(ImportOrder order, String os, ObjectNode metadata) {
    ObjectNode labels = metadata.putObject("labels");
    order.options().machine().placement().labels().forEach(labels::put);
    labels.put("app", MachineLabels.value(order.target().vmName()));
    ObjectNode annotations = metadata.putObject("annotations");
    annotations.put("vm.kubevirt.io/flavor", "");
    annotations.put("vm.kubevirt.io/os", os);
    annotations.put("vm.kubevirt.io/workload", "");
    ObjectNode addresses = annotations.objectNode();
    order.target().nics().stream()
        .filter(nic -> !nic.plug().addresses().isEmpty())
        .forEach(nic -> nic.plug().addresses().forEach(addresses.putArray(nic.name())::add));
    if (!addresses.isEmpty()) {
      annotations.put(ADDRESSES, addresses.toString());
    }
  }

  private static void placement(Options.Placement placement, ObjectNode spec) {
    if (!placement.nodeSelector().isEmpty()) {
      ObjectNode selector = spec.putObject("nodeSelector");
      placement.nodeSelector().forEach(selector::put);
    }
    if (!placement.affinity().isEmpty()) {
      spec.set("affinity", placement.affinity().deepCopy());
    }
  }
}
