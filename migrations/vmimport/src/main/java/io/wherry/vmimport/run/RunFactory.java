package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Itinerary;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.steps.ImportWorld;

/** Makes Run objects. Names derive from migration and machine: a run is never made twice. */
final class RunFactory {
  /** Keeps a deleted Run until its run has turned back. */
  static final String FINALIZER = "wherry.io/undo";

  /** UID of the source provider; counts runs in flight. */
  static final String PROVIDER = "wherry.io/provider";

  private RunFactory() {}

  /**
   * A Run that waits for its turn.
   *
   * @param position of the machine in its plan
   */
  static Resource make(OrderDesk.Answer.Ready ready, int position) {
    ImportOrder order = ready.order();
    Itinerary<ImportWorld> route = ready.route();
    Resource run =
        Resource.of(Kinds.RUN, order.migration().namespace(), MachineLabels.runName(order));
    metadata(order, (ObjectNode) run.tree().get("metadata"));
    ObjectNode spec = run.tree().putObject("spec");
    name(spec.putObject("plan"), order.plan());
    name(spec.putObject("migration"), order.migration());
    spec.putObject("vm").put("id", order.machine().id()).put("name", order.machine().name());
    spec.put("itinerary", route.name()).put("revision", route.revision());
    ArrayNode list = spec.putArray("traits");
    ready.traits().stream().map(Enum::name).sorted().forEach(list::add);
    spec.put("position", position);
    spec.put("admitted", false).put("cancel", false);
    spec.set("order", order.toJson());
    return run;
  }

  private static void metadata(ImportOrder order, ObjectNode metadata) {
    ObjectNode labels = metadata.putObject("labels");
    MachineLabels.identity(order).forEach(labels::put);
    labels.put(PROVIDER, MachineLabels.value(order.source().provider().uid()));
    metadata.putArray("finalizers").add(FINALIZER);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.MIGRATION.apiVersion())
        .put("kind", Kinds.MIGRATION.kind())
        .put("name", order.migration().name())
        .put("uid", order.migration().uid());
  }

  private static void name(ObjectNode into, ImportOrder.ObjectName object) {
    into.put("namespace", object.namespace()).put("name", object.name()).put("uid", object.uid());
  }
}
