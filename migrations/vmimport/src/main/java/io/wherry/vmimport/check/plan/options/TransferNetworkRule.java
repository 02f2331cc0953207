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

/** The transfer network can be used. */
public final class TransferNetworkRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "TransferNetworkNotValid",
          Category.Critical,
          "NotFound, NotValid",
          Needs.OBJECTS,
          "spec.transferNetwork names no NAD, one in another namespace than the target or default, or one whose route annotation is no IP address",
          "Choose a network attachment in the target namespace or in default; its annotation forklift.konveyor.io/route is an IP address or none.");
  static final String ROUTE = "forklift.konveyor.io/route";

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    NamespacedRef ref = facts.plan().transferNetwork();
    if (!ref.isSet()) {
      return List.of();
    }
    Resource nad = facts.seen().target().nads().get(ref);
    if (nad == null) {
      return List.of(
          CARD.condition(
              "NotFound", "The transfer network " + ref + " does not exist.", List.of()));
    }
    String namespace = ref.namespace();
    if (!namespace.equals(facts.plan().targetNamespace()) && !namespace.equals("default")) {
      return List.of(
          CARD.condition(
              "NotValid",
              "The transfer network " + ref + " is in the wrong namespace.",
              List.of()));
    }
    return nad
        .annotation(ROUTE)
        .filter(r -> !r.equals("none") && !IpAddresses.isAddress(r))
        .stream()
        .map(r ->
            CARD.condition(
                "NotValid",
                "The route '" + r + "' of the transfer network " + ref + " is no IP address.",
                List.of()))
        .toList();
  }
}
