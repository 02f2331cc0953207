package io.wherry.vmimport.check.plan.options;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** The service account of the workers exists. */
public final class ServiceAccountRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "ServiceAccountNotValid",
          Category.Critical,
          "NotFound",
          Needs.OBJECTS,
          "spec.serviceAccount does not exist in the target namespace",
          "Create the ServiceAccount in the target namespace, or leave spec.serviceAccount out.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    return facts
        .plan()
        .serviceAccount()
        .filter(name -> !facts.seen().target().serviceAccounts().contains(name))
        .stream()
        .map(name ->
            CARD.condition(
                "The service account "
                    + facts.plan().targetNamespace()
                    + "/"
                    + name
                    + " does not exist.",
                List.of()))
        .toList();
  }
}
