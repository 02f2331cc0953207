package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft.Flaw;
import java.util.List;

/** Templates for names of PVCs, volumes and networks work for every disk and NIC. */
public final class NameTemplatesRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NotValid",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "a template of a name fails, or gives something that cannot be a name",
          "Correct the template in the plan or the VM.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    return Flaws.report(facts, CARD, Flaw.Kind.NAME_TEMPLATE, "Name templates do not work.");
  }
}
