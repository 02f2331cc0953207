package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.kube.Selection;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.model.MigrationView;
import io.wherry.vmimport.model.PlanView;
import io.wherry.vmimport.order.MachineLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machines of one migration: makes their runs, lets them begin, cancels them, shows them. */
final class MachinePass {
  private static final Duration SOON = Duration.ofSeconds(2);

  /** Shows the slots that this plan still waits. */
  private static final Duration WHILE_QUEUED = Duration.ofSeconds(5);

  private final PlanView plan;
  private final Optional<Resource> migration;
  private final PlanPass.Tools tools;
  private final Map<String, RunView> runs = new LinkedHashMap<>();
  private final List<Condition> findings = new ArrayList<>();
  private OrderDesk.@Nullable Sheet sheet;
  private Duration lookAgainIn = Duration.ZERO;

  MachinePass(PlanView plan, Optional<Resource> migration, JsonNode shot, PlanPass.Tools tools) {
    this.plan = plan;
    this.migration = migration;
    this.tools = tools;
    String uid = MachineLabels.value(shot.at("/migration/uid").asText());
    String namespace = shot.at("/migration/namespace").asText();
    tools
        .api()
        .list(Kinds.RUN, Selection.labelled(namespace, Map.of(MachineLabels.MIGRATION, uid)))
        .forEach(r -> runs.put(new RunView(r).vmId(), new RunView(r)));
  }

  /**
   * Goes on with every machine; one machine's trouble is its own.
   *
   * @param cancelAll reason to cancel everything, or empty
   * @return the new status entries
   */
  ArrayNode advance(List<JsonNode> vms, String cancelAll) {
    Cancels cancels =
        migration
            .map(m -> Cancels.of(new MigrationView(m), vms))
            .orElse(new Cancels(java.util.Set.of(), List.of()));
    findings.addAll(cancels.findings());
    for (JsonNode vm : vms) {
      String id = vm.path("id").asText();
      String cancel =
          !cancelAll.isEmpty() ? cancelAll : cancels.ids().contains(id) ? "UserRequested" : "";
      if (!VmStatus.isOver(vm) && !cancel.isEmpty()) {
        cancel(id);
      }
    }
    Map<String, ObjectNode> entries = new LinkedHashMap<>();
    for (JsonNode vm : vms) {
      String id = vm.path("id").asText();
      String cancel =
          !cancelAll.isEmpty() ? cancelAll : cancels.ids().contains(id) ? "UserRequested" : "";
      entries.put(id, entry(vm.deepCopy(), cancel));
    }
    admit();
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    entries.forEach((id, entry) -> result.add(shown(id, entry)));
    return result;
  }

  List<Condition> findings() {
    return findings;
  }

  /** Zero for "when something changes". */
  Duration lookAgainIn() {
    return lookAgainIn;
  }

  private void cancel(String id) {
    RunView run = runs.get(id);
    if (run != null && !run.isOver() && !run.isCancelWanted()) {
      patch(run, "cancel");
    }
  }

  private ObjectNode entry(ObjectNode vm, String cancel) {
    if (VmStatus.isOver(vm) || runs.containsKey(vm.path("id").asText())) {
      return vm;
    }
    if (!cancel.isEmpty() || migration.isEmpty()) {
      String reason = cancel.isEmpty() ? "Deleted" : cancel;
      return VmStatus.ended(vm, VmStatus.end(VmStatus.CANCELED, reason), now());
    }
    return order(vm, migration.get());
  }

  private ObjectNode order(ObjectNode vm, Resource wanted) {
    if (sheet == null) {
      sheet = tools.desk().look(plan.resource());
    }
    String id = vm.path("id").asText();
    Optional<Map<String, OrderDesk.Listed>> listed = sheet.machines();
    if (listed.isEmpty()) {
      lookAgainIn = SOON;
      return VmStatus.waiting(
          vm, "InventoryNotReady", "Waits for the source's inventory to be complete.", now());
    }
    OrderDesk.Listed machine = listed.get().get(id);
    if (machine == null) {
      return VmStatus.ended(vm, VmStatus.end(VmStatus.CANCELED, "NotFound"), now());
    }
    return switch (answer(sheet, machine, wanted)) {
      case OrderDesk.Answer.Ready ready -> made(vm, id, ready);
      case OrderDesk.Answer.NotYet(var why) -> {
        lookAgainIn = SOON;
        yield VmStatus.waiting(vm, "InventoryNotReady", why, now());
      }
      case OrderDesk.Answer.Unknown(var why) ->
          VmStatus.ended(
              VmStatus.error(vm, "Started", why),
              VmStatus.end(VmStatus.CANCELED, "NotFound"),
              now());
      case OrderDesk.Answer.Impossible(var why) ->
          VmStatus.ended(
              VmStatus.error(vm, "Started", why), VmStatus.end(VmStatus.FAILED, ""), now());
    };
  }

  // What the plan says may not make sense for one machine; the others go on.
  private static OrderDesk.Answer answer(
      OrderDesk.Sheet sheet, OrderDesk.Listed machine, Resource migration) {
    try {
      return sheet.order(machine, migration);
    } catch (InvalidRequest e) {
      return new OrderDesk.Answer.Impossible(String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode made(ObjectNode vm, String id, OrderDesk.Answer.Ready ready) {
    Resource run = RunFactory.make(ready.order(), ready.route(), ready.traits());
    try {
      runs.put(id, new RunView(tools.api().create(Kinds.RUN, run)));
    } catch (StaleWrite exists) {
      ResourceKey key = new ResourceKey(Kinds.RUN, run.namespace(), run.name());
      runs.put(id, new RunView(tools.api().get(key).orElseThrow(() -> exists)));
    }
    return vm;
  }

  private void admit() {
    List<RunView> queued =
        runs.values().stream()
            .filter(r -> !r.isAdmitted() && !r.isOver() && !r.isCancelWanted())
            .toList();
    if (queued.isEmpty()) {
      tools.slots().forget(planKey());
      return;
    }
    String provider = queued.getFirst().resource().labels().getOrDefault(RunFactory.PROVIDER, "");
    synchronized (tools.slots()) {
      List<RunView> all =
          tools
              .api()
              .list(Kinds.RUN, Selection.labelled("", Map.of(RunFactory.PROVIDER, provider)))
              .stream()
              .map(RunView::new)
              .toList();
      int granted = tools.slots().grant(planKey(), provider, all, queued.size(), now());
      queued.stream().limit(granted).forEach(r -> patch(r, "admitted"));
      if (granted < queued.size() && lookAgainIn.isZero()) {
        lookAgainIn = WHILE_QUEUED;
      }
    }
  }

  private ObjectNode shown(String id, ObjectNode entry) {
    RunView run = runs.get(id);
    if (VmStatus.isOver(entry) || run == null) {
      return entry;
    }
    try {
      return projected(run, entry);
    } catch (Defect e) {
      // One machine's unreadable run must not keep the others from being shown.
      String why = String.valueOf(e.getMessage());
      return VmStatus.ended(
          VmStatus.error(entry, "Started", why), VmStatus.end(VmStatus.FAILED, ""), now());
    }
  }

  private ObjectNode projected(RunView run, ObjectNode entry) {
    ObjectNode projected = new RunProjection(run, precopyInterval()).onto(entry, now());
    boolean queued = !run.isAdmitted() && !run.isCancelWanted() && !run.isOver();
    if (!queued) {
      return projected;
    }
    String message =
        "Waits for its turn: %d machines of provider %s may be in flight at a time, and all places are taken."
            .formatted(tools.slots().most(), run.order().source().provider().name());
    return VmStatus.waiting(projected, "InFlightLimit", message, now());
  }

  private Duration precopyInterval() {
    return plan.precopyInterval()
        .orElseGet(() -> tools.settings().get().timings().precopyInterval());
  }

  private void patch(RunView run, String flag) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put(flag, true);
    Resource now = tools.api().patch(run.key(), patch);
    runs.put(run.vmId(), new RunView(now));
  }

  private ResourceKey planKey() {
    return new ResourceKey(Kinds.PLAN, plan.resource().namespace(), plan.resource().name());
  }

  private Instant now() {
    return tools.clock().instant();
  }
}
