package io.wherry.vmimport.check.plan.options;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** One way to unlock disks. */
public final class LuksAndClevisRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "LuksAndClevisIncompatibility",
          Category.Warn,
          "NotValid",
          Needs.OBJECTS,
          "a VM has both luks and nbdeClevis",
          "Remove one of them; Clevis is used.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> both =
        facts.openVms().stream()
            .filter(v -> v.vm().nbdeClevis() && v.vm().luks().isSet())
            .map(v -> v.vm().ref().toString())
            .toList();
    return both.isEmpty()
        ? List.of()
        : List.of(CARD.condition("VMs have both LUKS passphrases and Clevis.", both));
  }
}
