package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.model.NetworkMapView.Target;
import java.util.List;

/** Network attachments are where the VM can use them. */
public final class NadLocationRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NetMapDestinationNADNotValid",
          Category.Critical,
          "NotValid",
          Needs.OBJECTS,
          "a row of the network map leads to a NAD that is neither in the target namespace nor in default",
          "Use a network attachment in the target namespace or in the namespace default.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    String namespace = facts.plan().targetNamespace();
    List<String> far =
        facts.seen().maps().networkRows().stream()
            .map(r -> r.row().destination())
            .filter(Target::isMultus)
            .filter(t -> !t.namespace().equals(namespace) && !t.namespace().equals("default"))
            .map(t -> t.namespace() + "/" + t.name())
            .distinct()
            .toList();
    return far.isEmpty()
        ? List.of()
        : List.of(
            CARD.condition(
                "VMs in namespace '" + namespace + "' cannot use these network attachments.", far));
  }
}
