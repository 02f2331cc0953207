package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.PrimaryNetwork;
import java.util.List;

/** The primary network of the target namespace is one VMs can be moved into. */
public final class UserDefinedNetworkRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "UnsupportedUserDefinedNetwork",
          Category.Critical,
          "NotSupported",
          Needs.OBJECTS,
          "the target namespace has a primary user-defined network of layer 3",
          "Choose a namespace without one, or with a layer 2 network.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    String namespace = facts.plan().targetNamespace();
    return PrimaryNetwork.of(facts.seen())
        .filter(PrimaryNetwork::isRouted)
        .map(network ->
            CARD.condition(
                "Namespace '" + namespace + "' has a primary network of layer 3.",
                List.of(network.name())))
        .stream()
        .toList();
  }
}
