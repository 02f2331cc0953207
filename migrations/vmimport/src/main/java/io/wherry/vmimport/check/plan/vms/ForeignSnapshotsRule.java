package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.MachineExtras.Flag;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** Warm imports make and remove their own snapshots; others would lie between them. */
public final class ForeignSnapshotsRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMHasSnapshots",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "the plan is warm and a VM of vSphere has snapshots already",
          "Remove the snapshots of the VM at the source, or set spec.type to cold.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> found = WarmMachines.named(facts, Flag.HAS_SNAPSHOTS);
    return found.isEmpty()
        ? List.of()
        : List.of(
            CARD.condition(
                "VMs have snapshots: their disks cannot be followed by change tracking.", found));
  }
}
