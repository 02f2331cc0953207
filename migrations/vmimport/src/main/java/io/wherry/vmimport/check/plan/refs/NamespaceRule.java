package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.names.DnsNames;
import java.util.List;

/** The target namespace has a name that can be one. */
public final class NamespaceRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NamespaceNotValid",
          Category.Critical,
          "NotSet, NotValid",
          Needs.OBJECTS,
          "spec.targetNamespace is empty or no DNS-1123 label",
          "Set spec.targetNamespace; a namespace that does not exist is created.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    String namespace = facts.plan().targetNamespace();
    if (namespace.isEmpty()) {
      return List.of(CARD.condition("NotSet", "The plan has no target namespace.", List.of()));
    }
    return DnsNames.isLabel(namespace)
        ? List.of()
        : List.of(
            CARD.condition(
                "NotValid",
                "The target namespace '" + namespace + "' cannot be the name of a namespace.",
                List.of()));
  }
}
