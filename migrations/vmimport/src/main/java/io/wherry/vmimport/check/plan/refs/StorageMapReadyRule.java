package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** The storage map is Ready. */
public final class StorageMapReadyRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "StorageMapNotReady",
          Category.Critical,
          "NotReady",
          Needs.OBJECTS,
          "the storage map exists but is not Ready",
          "See the conditions of the map.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    return facts.seen().maps().storage().filter(m -> !m.isReady()).stream()
        .map(m ->
            CARD.condition(
                "The storage map " + facts.plan().storageMap() + " is not ready.", List.of()))
        .toList();
  }
}
