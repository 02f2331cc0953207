package io.wherry.vmimport.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.problems.Category;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanJudge;
import io.wherry.vmimport.check.plan.PlanJudge.Moment;
import io.wherry.vmimport.check.plan.StoredConditions;
import io.wherry.vmimport.draft.ObservedPlan;
import io.wherry.vmimport.draft.ObservedPlan.InventoryState;
import io.wherry.vmimport.draft.PlanObserver;
import io.wherry.vmimport.model.PlanView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Validates Plans by a full dry run and writes their conditions, nobody else does. The state of the
 * run is copied from the last entry of status.migration.history, which the run side writes.
 *
 * @source plans-and-migrations.md sections 2.7, 3.1 and 11.1
 */
final class PlanController implements Reconciler {
  private static final Duration LOADING = Duration.ofMillis(500);
  private static final Set<String> RUN_STATES =
      Set.of("Executing", "Succeeded", "Failed", "Canceled");

  private final KubeApi api;
  private final Supplier<ImportSettings> settings;
  private final PlanObserver observer;
  private final StatusWriter status;
  private final Dependents dependents = new Dependents();
  private final Map<ResourceKey, Long> judged = new ConcurrentHashMap<>();

  PlanController(Surroundings around) {
    this.api = around.api();
    this.settings = around.settings();
    this.observer = new PlanObserver(around.api(), around.inventories(), around.types());
    this.status = new StatusWriter(around.api(), around.clock());
  }

  Dependents dependents() {
    return dependents;
  }

  /** Notes that something a plan depends on has changed, so that it is judged anew. */
  Set<ResourceKey> touched(Set<ResourceKey> plans) {
    plans.forEach(judged::remove);
    return plans;
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty() || found.get().isBeingDeleted()) {
      dependents.forget(key);
      judged.remove(key);
      return Next.onChange();
    }
    PlanView plan = found.get().view(PlanView::new);
    if (plan.isArchived()) {
      archive(plan);
      return Next.onChange();
    }
    List<Condition> state = runState(plan);
    if (isRunning(state) && judged.getOrDefault(key, 0L) == plan.resource().generation()) {
      copyState(plan, state);
      return Next.onChange();
    }
    return look(key, plan, state);
  }

  private Next look(ResourceKey key, PlanView plan, List<Condition> state) {
    judged.put(key, plan.resource().generation());
    try {
      PlanDependencies dependencies = new PlanDependencies(plan);
      dependents.declare(key, dependencies.ofSpec());
      ObservedPlan seen = observer.observe(plan.resource());
      dependents.declare(key, dependencies.of(seen));
      if (seen.providers().inventory() == InventoryState.UNKNOWN) {
        judged.remove(key);
      }
      return judge(seen, state);
    } catch (RuntimeException e) {
      judged.remove(key);
      throw e;
    }
  }

  private static boolean isRunning(List<Condition> state) {
    return state.stream().anyMatch(c -> c.type().equals("Executing"));
  }

  /** A running plan writes progress every second; nothing the rules read changes by that. */
  private void copyState(PlanView plan, List<Condition> state) {
    List<Condition> found = new ArrayList<>(state);
    found.addAll(Kept.of(conditions(plan), type -> !type.equals("Ready")));
    if (plan.hasCondition("Ready")) {
      found.add(Said.required("Ready", "", readyText(plan)));
    }
    write(plan, found);
  }

  private Next judge(ObservedPlan seen, List<Condition> state) {
    PlanView plan = seen.plan();
    PlanJudge.Verdict verdict =
        PlanJudge.judge(
            PlanFacts.of(seen, settings.get()), isRunning(state) ? Moment.RUNNING : Moment.RESTING);
    List<Condition> found = new ArrayList<>(state);
    found.addAll(verdict.found());
    found.addAll(Kept.of(conditions(plan), verdict.unjudged()::contains));
    boolean known = seen.providers().inventory() == InventoryState.KNOWN;
    if (!Conditions.anyBlocks(found) && (known || plan.isReady())) {
      found.add(Said.required("Ready", "", readyText(plan)));
    }
    write(plan, found);
    return known || Conditions.anyBlocks(found) ? Next.onChange() : Next.after(LOADING);
  }

  private void archive(PlanView plan) {
    List<Condition> found = new ArrayList<>(runState(plan));
    found.add(durable("Archived", "The migration plan has been archived."));
    write(plan, found);
  }

  private void write(PlanView plan, List<Condition> found) {
    List<String> drop =
        RUN_STATES.stream()
            .filter(t -> found.stream().noneMatch(c -> c.type().equals(t)))
            .sorted()
            .toList();
    var fields = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    status.write(
        Kinds.PLAN, plan.resource(), new StatusWriter.Statement(List.copyOf(found), drop, fields));
  }

  /** Executing, Succeeded, Failed, Canceled as the last run has them. */
  static List<Condition> runState(PlanView plan) {
    JsonNode stored =
        plan.activeSnapshot().map(s -> s.path("conditions")).orElse(MissingNode.getInstance());
    List<Condition> state = new ArrayList<>();
    for (JsonNode c : stored) {
      Condition read = StoredConditions.read(c);
      if (RUN_STATES.contains(read.type()) && Conditions.has(stored, read.type())) {
        state.add(
            new Condition(
                read.type(),
                Category.Advisory,
                read.reason(),
                read.message(),
                read.suggestion(),
                read.items(),
                true));
      }
    }
    return state;
  }

  private String readyText(PlanView plan) {
    long waiting =
        plan.vmStatuses().stream()
            .filter(vm -> Conditions.has(vm.path("conditions"), "Pending"))
            .count();
    return waiting == 0
        ? "The migration plan is ready."
        : "The migration plan is ready. "
            + waiting
            + " VM(s) waiting (in-flight limit: "
            + settings.get().maxVmInFlight()
            + ").";
  }

  private static Condition durable(String type, String message) {
    return new Condition(type, Category.Advisory, "", message, "", List.of(), true);
  }

  private static JsonNode conditions(PlanView plan) {
    return plan.resource().at("status", "conditions");
  }
}
