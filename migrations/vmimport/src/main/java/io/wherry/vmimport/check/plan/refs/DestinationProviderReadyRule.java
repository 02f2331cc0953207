package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** The destination provider is Ready. */
public final class DestinationProviderReadyRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "DestinationProviderNotReady",
          Category.Critical,
          "NotReady",
          Needs.OBJECTS,
          "the destination provider exists but is not Ready",
          "See the conditions of the provider.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    return facts.seen().providers().destination().filter(p -> !p.isReady()).stream()
        .map(p ->
            CARD.condition(
                "The destination provider "
                    + facts.plan().providers().destination()
                    + " is not ready.",
                List.of()))
        .toList();
  }
}
