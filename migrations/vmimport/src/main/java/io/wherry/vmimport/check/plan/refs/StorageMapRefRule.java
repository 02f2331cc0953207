package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.PlanType;
import java.util.List;

/** The storage map exists. */
public final class StorageMapRefRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "StorageRefNotValid",
          Category.Critical,
          "NotSet, NotFound",
          Needs.OBJECTS,
          "spec.map.storage is empty or names no object (not for plans of type conversion)",
          "Set spec.map.storage to an existing StorageMap.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    if (facts.plan().type().filter(PlanType.CONVERSION::equals).isPresent()) {
      return List.of();
    }
    NamespacedRef ref = facts.plan().storageMap();
    if (!ref.isSet()) {
      return List.of(CARD.condition("NotSet", "The plan names no storage map.", List.of()));
    }
    return facts.seen().maps().storage().isPresent()
        ? List.of()
        : List.of(
            CARD.condition("NotFound", "The storage map " + ref + " does not exist.", List.of()));
  }
}
