package io.wherry.storage.run;

import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.Category;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.storage.MigStatus;
import io.wherry.storage.plan.PlanView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What keeps a migration from beginning.
 *
 * @source storage-migration.md section 2.6
 */
record MigrationRules(KubeApi api, Resource migration, Optional<PlanView> plan) {

  /** What is wanted; empty when the spec contradicts itself. */
  Optional<StorageOrder.Goal> goal() {
    boolean stage = flag("stage");
    boolean cutover = flag("quiescePods");
    boolean rollback = flag("rollback");
    if (rollback) {
      return stage || cutover || flag("migrateState")
          ? Optional.empty()
          : Optional.of(StorageOrder.Goal.ROLLBACK);
    }
    if (stage && cutover) {
      return Optional.empty();
    }
    if (cutover) {
      return Optional.of(StorageOrder.Goal.CUTOVER);
    }
    return stage || flag("migrateState") ? Optional.of(StorageOrder.Goal.STAGE) : Optional.empty();
  }

  private boolean flag(String name) {
    return migration.at("spec", name).asBoolean();
  }

  /** Everything that is in the way; empty when it may begin. Blocks. */
  List<Condition> judge() {
    List<Condition> found = new ArrayList<>();
    if (goal().isEmpty()) {
      found.add(
          critical(
              "InvalidSpec",
              "NotSupported",
              "Ask for one thing: migrateState: true for a stage, quiescePods: true for the cutover, or rollback: true."));
    }
    if (plan.isEmpty()) {
      found.add(
          critical(
              "InvalidPlanRef",
              "NotFound",
              "spec.migPlanRef names %s, which does not exist.".formatted(PlanView.of(migration))));
      return found;
    }
    judge(plan.get(), found);
    return found;
  }

  private void judge(PlanView of, List<Condition> found) {
    Resource p = of.resource();
    boolean back = goal().filter(StorageOrder.Goal.ROLLBACK::equals).isPresent();
    boolean judged =
        p.at("status", "observedDigest").asText().equals(MigStatus.digest(p.at("spec")));
    if (of.isClosed()) {
      found.add(critical("PlanClosed", "", p + " is closed. Make another plan."));
    } else if (!back && !(judged && Conditions.has(p.at("status", "conditions"), "Ready"))) {
      found.add(critical("PlanNotReady", "", p + " is not Ready (yet); its conditions say why."));
    }
    List<StorageRun> others = others(p);
    Optional<StorageRun> active = others.stream().filter(r -> !r.isOver()).findFirst();
    if (active.isPresent()) {
      found.add(
          Condition.of(
              "Postponed",
              Category.Advisory,
              "Busy",
              "Migration %s of the same plan is running; this one begins after it."
                  .formatted(active.get().order().migration().name())));
    } else if (!back && Conditions.has(p.at("status", "conditions"), "Suspended")) {
      found.add(
          critical(
              "HasFinalMigration",
              "",
              "The cutover of %s is done. Roll it back, or make another plan.".formatted(p)));
    }
  }

  private List<StorageRun> others(Resource of) {
    return api.list(Kinds.RUN, Selection.ALL).stream()
        .map(StorageRun::new)
        .filter(r -> r.isOurs() && r.order().plan().uid().equals(of.uid()))
        .toList();
  }

  private static Condition critical(String type, String reason, String message) {
    return Condition.of(type, Category.Critical, reason, message);
  }
}
