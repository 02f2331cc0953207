package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.model.MigrationView;
import io.wherry.vmimport.model.PlanView;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.schedule.Wait;
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

  /** Places and times of those that wait move. */
  private static final Duration WHILE_QUEUED = Duration.ofSeconds(5);

  private final PlanView plan;
  private final Optional<Resource> migration;
  private final PlanPass.Tools tools;
  private final Map<String, KnownRun> runs;
  private final List<Condition> findings = new ArrayList<>();
  private OrderDesk.@Nullable Sheet sheet;
  private Duration lookAgainIn = Duration.ZERO;

  MachinePass(PlanView plan, Optional<Resource> migration, JsonNode shot, PlanPass.Tools tools) {
    this.plan = plan;
    this.migration = migration;
    this.tools = tools;
    String uid = MachineLabels.value(shot.at("/migration/uid").asText());
    this.runs = tools.index().of(uid);
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
    Optional<RunView> run = Optional.ofNullable(runs.get(id)).flatMap(tools.index()::view);
    if (run.isPresent() && !run.get().isOver() && !run.get().isCancelWanted()) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("spec").put("cancel", true);
      know(tools.api().patch(run.get().key(), patch));
    }
  }

  private void know(Resource run) {
    if (tools.index().put(run)) {
      tools.dispatcher().changed();
    }
    KnownRun known = KnownRun.of(new RunView(run));
    runs.put(known.vmId(), known);
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
      case OrderDesk.Answer.Ready ready -> made(vm, ready);
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

  private ObjectNode made(ObjectNode vm, OrderDesk.Answer.Ready ready) {
    Resource run = RunFactory.make(ready, runs.size());
    try {
      know(tools.api().create(Kinds.RUN, run));
    } catch (StaleWrite exists) {
      ResourceKey key = new ResourceKey(Kinds.RUN, run.namespace(), run.name());
      know(tools.api().get(key).orElseThrow(() -> exists));
    }
    return vm;
  }

  private void admit() {
    if (runs.values().stream().anyMatch(r -> r.state() == KnownRun.State.QUEUED)) {
      tools.dispatcher().run();
      lookAgainIn = lookAgainIn.isZero() ? WHILE_QUEUED : lookAgainIn;
    }
  }

  private ObjectNode shown(String id, ObjectNode entry) {
    KnownRun run = runs.get(id);
    if (run == null) {
      return entry;
    }
    if (VmStatus.isOver(entry)) {
      tools.index().putAside(run.key());
      return entry;
    }
    Optional<RunView> view = tools.index().view(run);
    return view.isPresent() ? shown(run, view.get(), entry) : entry;
  }

  private ObjectNode shown(KnownRun run, RunView view, ObjectNode entry) {
    try {
      Optional<Wait> wait =
          run.state() == KnownRun.State.QUEUED
              ? tools.dispatcher().waitOf(run.key())
              : Optional.empty();
      return wait.isPresent() ? waiting(view, entry, wait.get()) : projected(run, view, entry);
    } catch (Defect e) {
      // One machine's unreadable run must not keep the others from being shown.
      String why = String.valueOf(e.getMessage());
      return VmStatus.ended(
          VmStatus.error(entry, "Started", why), VmStatus.end(VmStatus.FAILED, ""), now());
    }
  }

  // What has not changed since it was written last is not worked out again.
  private ObjectNode projected(KnownRun run, RunView view, ObjectNode entry) {
    String version = view.resource().resourceVersion() + " " + precopyInterval();
    if (run.shown().of(version).filter(entry::equals).isPresent()) {
      return entry;
    }
    ObjectNode projected = new RunProjection(view, precopyInterval()).onto(entry, now());
    run.shown().keep(version, projected.deepCopy());
    return projected;
  }

  private ObjectNode waiting(RunView view, ObjectNode entry, Wait wait) {
    ObjectNode projected = new RunProjection(view, precopyInterval()).onto(entry, now());
    return VmStatus.waiting(projected, "InFlightLimit", wait.text(), now());
  }

  private Duration precopyInterval() {
    return plan.precopyInterval()
        .orElseGet(() -> tools.settings().get().timings().precopyInterval());
  }

  private Instant now() {
    return tools.clock().instant();
  }
}
