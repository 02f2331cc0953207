package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.Capability;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.model.PlanType;
import java.util.List;

/** Only sources with precopy migrate warm. */
public final class WarmRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "WarmMigrationNotReady",
          Category.Critical,
          "NotSupported",
          Needs.OBJECTS,
          "the plan is warm but the source cannot migrate warm",
          "Set spec.type to cold.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    boolean wants = facts.plan().type().filter(PlanType.WARM::equals).isPresent();
    boolean can = facts.seen().providers().capabilities().contains(Capability.WARM);
    return !wants || can || facts.seen().providers().source().isEmpty()
        ? List.of()
        : List.of(
            CARD.condition(
                "The source provider "
                    + facts.plan().providers().source()
                    + " cannot migrate warm.",
                List.of()));
  }
}
