package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.MachineExtras.Flag;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** Removed snapshots have been merged into the disks. */
public final class ConsolidationRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMConsolidationNeeded",
          Category.Warn,
          "ConsolidationNeeded",
          Needs.INVENTORY,
          "the plan is warm and files of removed snapshots of a VM of vSphere are still in use",
          "Consolidate the disks of the VM at the source.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> found = WarmMachines.named(facts, Flag.NEEDS_CONSOLIDATION);
    return found.isEmpty()
        ? List.of()
        : List.of(
            CARD.condition(
                "Disks of VMs need consolidation: there may be long delays between precopy rounds.",
                found));
  }
}
