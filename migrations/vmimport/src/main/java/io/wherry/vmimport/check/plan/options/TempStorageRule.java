package io.wherry.vmimport.check.plan.options;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Quantities;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scratch space for the conversion is given completely. */
public final class TempStorageRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NotValid",
          Category.Critical,
          "NotValid",
          Needs.OBJECTS,
          "only one of conversionTempStorageClass and conversionTempStorageSize is set, the size is no quantity, or the class does not exist",
          "Set both to good values, or neither.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    Optional<String> name = facts.plan().tempStorageClass();
    Optional<String> size = facts.plan().tempStorageSize();
    if (name.isPresent() != size.isPresent()) {
      return List.of(
          CARD.condition(
              "conversionTempStorageClass and conversionTempStorageSize belong together; one is"
                  + " missing.",
              List.of()));
    }
    List<Condition> found = new ArrayList<>();
    name.filter(n -> !facts.seen().target().storageClasses().containsKey(n))
        .map(n ->
            CARD.condition(
                "The storage class " + n + " for temporary space does not exist.", List.of()))
        .ifPresent(found::add);
    size.flatMap(TempStorageRule::flaw).ifPresent(found::add);
    return found;
  }

  private static Optional<Condition> flaw(String size) {
    try {
      return Quantities.bytes(size) > 0
          ? Optional.empty()
          : Optional.of(CARD.condition("The temporary space has the size 0.", List.of()));
    } catch (InvalidRequest e) {
      return Optional.of(CARD.condition("conversionTempStorageSize: " + e.getMessage(), List.of()));
    }
  }
}
