package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** Tells which names will be changed. */
public final class ChangedNameRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "TargetNameNotValid",
          Category.Warn,
          "NotValid",
          Needs.INVENTORY,
          "the source name of a VM cannot be a name in Kubernetes and will be changed",
          "Nothing needs to be done; targetName sets the name you want.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> changed =
        facts.openDrafts().stream()
            .filter(d -> d.vm().targetName().isEmpty() && d.isRenamed())
            .map(d -> d.machine().name() + " becomes " + d.targetName())
            .toList();
    return changed.isEmpty()
        ? List.of()
        : List.of(CARD.condition("Names of VMs will be changed.", changed));
  }
}
