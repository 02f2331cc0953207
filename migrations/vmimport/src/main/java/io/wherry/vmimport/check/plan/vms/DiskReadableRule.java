package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** Every disk can be copied. */
public final class DiskReadableRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMStorageNotSupported",
          Category.Critical,
          "NotSupported",
          Needs.INVENTORY,
          "the source says that a disk cannot be copied, for example because its file is missing or has an unknown format",
          "Repair the disk at the source.");

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
                    .filter(disk -> !disk.problem().isEmpty())
                    .map(disk -> d.machine().name() + ", " + disk.name() + ": " + disk.problem()))
            .toList();
    return bad.isEmpty() ? List.of() : List.of(CARD.condition("Disks cannot be copied.", bad));
  }
}
