package io.wherry.vmimport.check.plan.options;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.resources.Resource;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.model.NamespacedRef;
import java.util.List;

/** The transfer network says where its gateway is. */
public final class TransferRouteRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "TransferNetworkMissingDefaultRoute",
          Category.Warn,
          "NotSet",
          Needs.OBJECTS,
          "the NAD of spec.transferNetwork has no route annotation",
          "Annotate the NAD with forklift.konveyor.io/route: an IP address, or none.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    NamespacedRef ref = facts.plan().transferNetwork();
    Resource nad = facts.seen().target().nads().get(ref);
    return nad == null || nad.annotation(TransferNetworkRule.ROUTE).isPresent()
        ? List.of()
        : List.of(
            CARD.condition("The transfer network " + ref + " has no route annotation.", List.of()));
  }
}
