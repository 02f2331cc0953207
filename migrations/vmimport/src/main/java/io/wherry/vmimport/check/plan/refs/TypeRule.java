package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.model.PlanType;
import java.util.List;

/** The kind of migration is one the source can do. */
public final class TypeRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "MigrationTypeNotValid",
          Category.Critical,
          "NotSupported",
          Needs.OBJECTS,
          "spec.type is unknown, or live or conversion with a source that has no such migration",
          "Set spec.type to cold or warm.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    String type = facts.plan().typeName();
    boolean possible =
        facts.plan().type().filter(t -> t == PlanType.COLD || t == PlanType.WARM).isPresent();
    return possible
        ? List.of()
        : List.of(
            CARD.condition(
                "Migration of type '" + type + "' is not possible from this source.", List.of()));
  }
}
