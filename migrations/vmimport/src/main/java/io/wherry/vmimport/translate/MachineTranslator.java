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
 * @source inventory-and-providers.md sections 4.1 and 4.5
 */
public final class MachineTranslator {
  private MachineTranslator() {}

  /**
   * The VirtualMachine to create.
   *
   * @param sourcePower of the source machine before the migration switched it off
   */
  public static Resource translate(ImportOrder order, GuestFacts facts, PowerState sourcePower) {
    Resource vm = Resource.of(Kinds.VM, order.target().namespace(), order.target().vmName());
    metadata(order, (ObjectNode) vm.tree().get("metadata"));
    ObjectNode spec = vm.tree().putObject("spec");
    Options.Machine machine = order.options().machine();
    spec.put("runStrategy", runStrategy(machine.power(), sourcePower));
    if (!machine.instanceType().isEmpty()) {
      spec.putObject("instancetype")
          .put("kind", machine.instanceTypeKind())
          .put("name", machine.instanceType());
    }
    ObjectNode template = spec.putObject("template");
    templateMetadata(order, facts, template.putObject("metadata"));
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

  private static void metadata(ImportOrder order, ObjectNode metadata) {
    ObjectNode labels = metadata.putObject("labels");
    MachineLabels.identity(order).forEach(labels::put);
    labels.put("guestConverted", Boolean.toString(!order.options().conversion().skip()));
    labels.put(MachineLabels.RUN, MachineLabels.value(MachineLabels.runName(order)));
    labels.put(MachineLabels.RUN_NAMESPACE, MachineLabels.value(order.migration().namespace()));
    if (order.target().renamed()) {
      ObjectNode annotations = metadata.putObject("annotations");
      annotations.put("openshift.io/display-name", order.machine().name());
      annotations.put("original-ID", order.machine().id());
    }
  }

  private static void templateMetadata(ImportOrder order, GuestFacts facts, ObjectNode metadata) {
    ObjectNode labels = metadata.putObject("labels");
    order.options().machine().placement().labels().forEach(labels::put);
    labels.put("app", MachineLabels.value(order.target().vmName()));
    ObjectNode annotations = metadata.putObject("annotations");
    annotations.put("vm.kubevirt.io/flavor", "");
    annotations.put("vm.kubevirt.io/os", facts.os());
    annotations.put("vm.kubevirt.io/workload", "");
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
