package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** Every entry names a VM. */
public final class VmRefRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMRefNotValid",
          Category.Critical,
          "NotSet",
          Needs.OBJECTS,
          "an entry of spec.vms has neither id nor name",
          "Give id or name of the source VM.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    long unnamed = facts.openVms().stream().filter(v -> !v.vm().ref().isSet()).count();
    return unnamed == 0
        ? List.of()
        : List.of(CARD.condition(unnamed + " entries of spec.vms name no VM.", List.of()));
  }
}
