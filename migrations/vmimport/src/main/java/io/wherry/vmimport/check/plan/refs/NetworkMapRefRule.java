package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.model.NamespacedRef;
import java.util.List;

/** The network map exists. */
public final class NetworkMapRefRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NetworkMapRefNotValid",
          Category.Critical,
          "NotSet, NotFound",
          Needs.OBJECTS,
          "spec.map.network is empty or names no object",
          "Set spec.map.network to an existing NetworkMap.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    NamespacedRef ref = facts.plan().networkMap();
    if (!ref.isSet()) {
      return List.of(CARD.condition("NotSet", "The plan names no network map.", List.of()));
    }
    return facts.seen().maps().network().isPresent()
        ? List.of()
        : List.of(
            CARD.condition("NotFound", "The network map " + ref + " does not exist.", List.of()));
  }
}
