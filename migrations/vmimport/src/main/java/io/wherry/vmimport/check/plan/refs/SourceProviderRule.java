package io.wherry.vmimport.check.plan.refs;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.ProviderView;
import java.util.List;
import java.util.Optional;

/** The source provider exists and can be one. */
public final class SourceProviderRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "SourceProviderNotValid",
          Category.Critical,
          "NotSet, NotFound, TypeNotValid",
          Needs.OBJECTS,
          "spec.provider.source is empty, names no object, is the cluster itself, or has an unknown type",
          "Set spec.provider.source to an existing Provider.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    NamespacedRef ref = facts.plan().providers().source();
    Optional<ProviderView> provider = facts.seen().providers().source();
    if (!ref.isSet()) {
      return List.of(CARD.condition("NotSet", "The plan names no source provider.", List.of()));
    }
    if (provider.isEmpty()) {
      return List.of(
          CARD.condition("NotFound", "The source provider " + ref + " does not exist.", List.of()));
    }
    if (provider.get().isHost()) {
      return List.of(
          CARD.condition(
              "TypeNotValid",
              "The source provider " + ref + " is the destination cluster itself.",
              List.of()));
    }
    return provider.get().type().isPresent()
        ? List.of()
        : List.of(
            CARD.condition(
                "TypeNotValid",
                "The type of the source provider " + ref + " is not known.",
                List.of()));
  }
}
