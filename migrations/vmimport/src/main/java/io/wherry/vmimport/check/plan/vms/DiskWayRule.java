package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** How disks are read is told where it is not the usual way. */
public final class DiskWayRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "DiskTransfer",
          Category.Advisory,
          "Chosen",
          Needs.INVENTORY,
          "disks of VMs are not read by ranges from their datastore, but as a whole through an export or by VDDK",
          "Nothing has to be done. A disk that is read as a whole is so in every round of a warm migration.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> found =
        VsphereDrafts.disks(
            facts,
            disk -> !disk.extras().way().isEmpty(),
            disk -> disk.name() + " " + disk.extras().way());
    return found.isEmpty()
        ? List.of()
        : List.of(CARD.condition("Some disks are not read by ranges from their datastore.", found));
  }
}
