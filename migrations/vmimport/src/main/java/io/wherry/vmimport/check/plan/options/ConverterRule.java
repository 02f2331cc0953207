package io.wherry.vmimport.check.plan.options;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.problems.InvalidRequest;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** The annotation for the conversion engine has a known value. */
public final class ConverterRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NotValid",
          Category.Critical,
          "NotValid",
          Needs.OBJECTS,
          "the annotation wherry.io/converter is neither auto, express nor virt-v2v",
          "Correct or remove the annotation.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    try {
      facts.plan().converter();
      return List.of();
    } catch (InvalidRequest e) {
      return List.of(CARD.condition(String.valueOf(e.getMessage()), List.of()));
    }
  }
}
