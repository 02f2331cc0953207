package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** No VM has a critical concern. */
public final class CriticalConcernsRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMCriticalConcerns",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "the validation service has a concern of category Critical about a VM",
          "Read the concern in the inventory and remove its cause.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> critical =
        facts.openDrafts().stream()
            .flatMap(d ->
                d.machine().concerns().stream()
                    .filter(c -> c.category().equals("Critical"))
                    .map(c -> d.machine().name() + ": " + c.label() + ": " + c.assessment()))
            .toList();
    return critical.isEmpty()
        ? List.of()
        : List.of(CARD.condition("VMs have critical concerns.", critical));
  }
}
