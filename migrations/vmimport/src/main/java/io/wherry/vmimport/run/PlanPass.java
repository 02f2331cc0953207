package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.model.MigrationView;
import io.wherry.vmimport.model.PlanView;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One look at a plan and its migrations: goes on with the active one, or begins the next. */
final class PlanPass {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration AT_ONCE = Duration.ofMillis(10);

  /** What all passes share. */
  record Tools(
      KubeApi api,
      OrderDesk desk,
      RunIndex index,
      Dispatcher dispatcher,
      StatusWriter writer,
      Clock clock,
      Supplier<ImportSettings> settings) {}

  private final PlanView plan;
  private final List<Resource> migrations;
  private final Tools tools;
  private final Snapshots snapshots;

  PlanPass(PlanView plan, List<Resource> migrations, Tools tools) {
    this.plan = plan;
    this.migrations = migrations;
    this.tools = tools;
    this.snapshots = new Snapshots(tools.api());
  }

  /** Returns when to look again at the latest; zero for "when something changes". */
  Duration run() {
    JsonNode state = plan.resource().at("status", "migration");
    Optional<JsonNode> last = plan.activeSnapshot();
    if (last.isPresent() && !Snapshots.isOver(last.get())) {
      return advance(state.deepCopy(), last.get());
    }
    Duration wait = Duration.ZERO;
    if (last.isPresent()) {
      Optional<Resource> done = migration(last.get());
      if (done.isPresent() && !new MigrationView(done.get()).isTerminal()) {
        wait = show(done.get(), state, last.get(), List.of());
      }
    }
    return wait.isZero() ? next() : wait;
  }

  private Duration next() {
    List<Resource> pending =
        migrations.stream()
            .filter(m -> !new MigrationView(m).isTerminal())
            .filter(m -> !m.isBeingDeleted())
            .filter(m -> !isInHistory(m))
            .toList();
    if (pending.isEmpty()) {
      return Duration.ZERO;
    }
    if (plan.isArchived()) {
      return Duration.ZERO;
    }
    if (!plan.isReady()) {
      return waiting(pending, MigrationProjection.planNotReady());
    }
    Optional<Map<String, OrderDesk.Listed>> listed = tools.desk().look(plan.resource()).machines();
    if (listed.isEmpty()) {
      Duration wait = waiting(pending, MigrationProjection.ready());
      return PlanRunController.longer(wait, SOON);
    }
    return begin(pending.getFirst(), listed.get());
  }

  private Duration waiting(List<Resource> pending, Condition condition) {
    Duration wait = Duration.ZERO;
    for (Resource m : pending) {
      ObjectNode status = MigrationProjection.pending(m, condition, tools.clock().instant());
      wait =
          PlanRunController.longer(
              wait, tools.writer().write(PlanRunController.keyOf(m), m, status));
    }
    return wait;
  }

  private Duration begin(Resource migration, Map<String, OrderDesk.Listed> listed) {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.put("started", VmStatus.time(tools.clock().instant()));
    ObjectNode shot = snapshots.take(plan, migration, tools.clock().instant());
    state.set(
        "history", Snapshots.append(plan.resource().items("status", "migration", "history"), shot));
    ArrayNode vms = state.putArray("vms");
    listed.values().forEach(machine -> vms.add(preserved(machine)));
    Duration wait = write(state);
    return wait.isZero() ? AT_ONCE : wait;
  }

  // What has succeeded stays as it is; everything else starts from zero.
  private JsonNode preserved(OrderDesk.Listed machine) {
    return plan.vmStatuses().stream()
        .filter(vm -> isSame(vm, machine))
        .filter(vm -> VmStatus.has(vm, VmStatus.SUCCEEDED))
        .findFirst()
        .<JsonNode>map(JsonNode::deepCopy)
        .orElseGet(() -> VmStatus.fresh(machine));
  }

  private static boolean isSame(JsonNode vm, OrderDesk.Listed machine) {
    return vm.path("id").asText().equals(machine.id())
        || machine.vm().ref().id().isEmpty()
            && vm.path("name").asText().equals(machine.vm().ref().name());
  }

  private String cancelReason(JsonNode shot) {
    if (snapshots.isReplaced(plan, shot)) {
      return "Modified";
    }
    return plan.isArchived() ? "UserRequested" : "";
  }

  private Duration advance(ObjectNode state, JsonNode shot) {
    Optional<Resource> migration = migration(shot);
    var machines = new MachinePass(plan, migration, shot, tools);
    String cancelAll = migration.isEmpty() ? "Deleted" : cancelReason(shot);
    ArrayNode vms = machines.advance(plan.vmStatuses(), cancelAll);
    state.set("vms", vms);
    boolean over = true;
    for (JsonNode vm : vms) {
      over &= VmStatus.isOver(vm);
    }
    JsonNode shown = shot;
    if (over) {
      shown = EndState.close(state, vms, cancelAll, tools.clock().instant());
    }
    Duration wait = write(state);
    if (wait.isZero() && migration.isPresent()) {
      wait = show(migration.get(), state, shown, machines.findings());
    }
    Duration again = over ? AT_ONCE : machines.lookAgainIn();
    return wait.isZero() ? again : again.isZero() || wait.compareTo(again) < 0 ? wait : again;
  }

  private Duration show(
      Resource migration, JsonNode state, JsonNode shot, List<Condition> findings) {
    ObjectNode status =
        MigrationProjection.of(migration, state, shot, findings, tools.clock().instant());
    return tools.writer().write(PlanRunController.keyOf(migration), migration, status);
  }

  private Duration write(ObjectNode state) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.set("migration", state);
    return tools.writer().write(key(), plan.resource(), fields);
  }

  private ResourceKey key() {
    return new ResourceKey(Kinds.PLAN, plan.resource().namespace(), plan.resource().name());
  }

  private Optional<Resource> migration(JsonNode shot) {
    String uid = shot.at("/migration/uid").asText();
    return migrations.stream()
        .filter(m -> m.uid().equals(uid))
        .filter(m -> !m.isBeingDeleted())
        .findFirst();
  }

  private boolean isInHistory(Resource migration) {
    return plan.resource().items("status", "migration", "history").stream()
        .anyMatch(h -> h.at("/migration/uid").asText().equals(migration.uid()));
  }
}
