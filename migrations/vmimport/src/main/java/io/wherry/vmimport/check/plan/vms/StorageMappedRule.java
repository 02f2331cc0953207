package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft.Flaw;
import java.util.List;

/** Every disk has a target. */
public final class StorageMappedRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMStorageNotMapped",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "the storage of a disk has no row in the storage map",
          "Add the storage to the storage map.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    if (facts.seen().maps().storage().isEmpty()) {
      return List.of();
    }
    return Flaws.report(
        facts, CARD, Flaw.Kind.STORAGE_NOT_MAPPED, "Disks are on storage that is not mapped.");
  }
}
