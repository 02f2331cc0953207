package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** The source provider is Ready. */
public final class SourceProviderReadyRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "SourceProviderNotReady",
          Category.Critical,
          "NotReady",
          Needs.OBJECTS,
          "the source provider exists but is not Ready",
          "See the conditions of the provider.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    return facts.seen().providers().source().filter(p -> !p.isReady()).stream()
        .map(p ->
            CARD.condition(
                "The source provider " + facts.plan().providers().source() + " is not ready.",
                List.of()))
        .toList();
  }
}
