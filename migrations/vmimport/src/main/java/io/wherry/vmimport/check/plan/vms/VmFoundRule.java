package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.Lookup;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** Every VM exists at the source. */
public final class VmFoundRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMNotFound",
          Category.Critical,
          "NotFound",
          Needs.INVENTORY,
          "a VM is not in the inventory of the source",
          "Correct spec.vms, or look why the source does not show the VM.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> missing =
        facts.openVms().stream()
            .filter(v -> v.vm().ref().isSet() && v.machine() instanceof Lookup.NotFound)
            .map(v -> v.vm().ref().toString())
            .toList();
    return missing.isEmpty()
        ? List.of()
        : List.of(CARD.condition("VMs are not in the inventory of the source.", missing));
  }
}
