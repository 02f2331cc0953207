package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.ProviderView;
import java.util.List;
import java.util.Optional;

/** The destination provider exists and can be one. */
public final class DestinationProviderRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "DestinationProviderNotValid",
          Category.Critical,
          "NotSet, NotFound, TypeNotValid",
          Needs.OBJECTS,
          "spec.provider.destination is empty, names no object, or is not of type openshift",
          "Set spec.provider.destination to an existing Provider.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    NamespacedRef ref = facts.plan().providers().destination();
    Optional<ProviderView> provider = facts.seen().providers().destination();
    if (!ref.isSet()) {
      return List.of(
          CARD.condition("NotSet", "The plan names no destination provider.", List.of()));
    }
    if (provider.isEmpty()) {
      return List.of(
          CARD.condition(
              "NotFound", "The destination provider " + ref + " does not exist.", List.of()));
    }
    boolean fits = provider.get().type().filter(SourceType.OPENSHIFT::equals).isPresent();
    return fits
        ? List.of()
        : List.of(
            CARD.condition(
                "TypeNotValid",
                "The destination provider " + ref + " is not openshift.",
                List.of()));
  }
}
