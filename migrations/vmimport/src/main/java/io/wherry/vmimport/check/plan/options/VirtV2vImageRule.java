package io.wherry.vmimport.check.plan.options;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** A plan-specific conversion image has a full name. */
public final class VirtV2vImageRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VirtV2vImageNotValid",
          Category.Critical,
          "NotValid",
          Needs.OBJECTS,
          "spec.virtV2vImage has no slash in it",
          "Write registry/name:tag.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    return facts.plan().virtV2vImage().filter(i -> !i.contains("/")).stream()
        .map(i -> CARD.condition("The image '" + i + "' has no registry.", List.of()))
        .toList();
  }
}
