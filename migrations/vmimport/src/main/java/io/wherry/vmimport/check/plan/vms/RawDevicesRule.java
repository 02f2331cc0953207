package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.DiskExtras;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** Raw devices are copied as data or not at all. */
public final class RawDevicesRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "RDMDiskWarning",
          Category.Warn,
          "NotSupported",
          Needs.INVENTORY,
          "a disk of a VM is a raw device of the storage",
          "In virtual mode its data is copied; rdmAsLun makes it a lun in the target. Detach it, or have the storage copy it, otherwise.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> found = VsphereDrafts.disks(facts, disk -> disk.is(DiskExtras.Flag.RAW_DEVICE));
    return found.isEmpty() ? List.of() : List.of(CARD.condition("VMs have raw devices.", found));
  }
}
