package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.DiskExtras;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** Snapshots leave independent disks out. */
public final class IndependentDisksRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "IndependentDiskWarning",
          Category.Warn,
          "NotSupported",
          Needs.INVENTORY,
          "a disk of a VM is independent: snapshots leave it out",
          "Make the disk dependent at the source, or migrate the VM cold.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> found = VsphereDrafts.disks(facts, disk -> disk.is(DiskExtras.Flag.INDEPENDENT));
    return found.isEmpty()
        ? List.of()
        : List.of(CARD.condition("VMs have independent disks.", found));
  }
}
