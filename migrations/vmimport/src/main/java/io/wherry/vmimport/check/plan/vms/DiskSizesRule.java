package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** Every disk has a size. */
public final class DiskSizesRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "InvalidDiskSizes",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "a disk has a capacity of zero or less, or more than any storage has",
          "Correct the size at the source.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> bad =
        facts.openDrafts().stream()
            .flatMap(d ->
                d.machine().disks().stream()
                    .filter(disk -> disk.capacityBytes() <= 0 || tooLarge(disk))
                    .map(disk ->
                        d.machine().name()
                            + ": "
                            + disk.name()
                            + " has "
                            + disk.capacityBytes()
                            + " bytes"))
            .toList();
    return bad.isEmpty() ? List.of() : List.of(CARD.condition("Disks have impossible sizes.", bad));
  }

  private static boolean tooLarge(SourceDisk disk) {
    return disk.capacityBytes() > 1L << 60;
  }
}
