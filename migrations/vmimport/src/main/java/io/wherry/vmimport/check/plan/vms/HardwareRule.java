package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft.Flaw;
import java.util.List;

/** What the source tells of the hardware is possible. */
public final class HardwareRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMHardwareNotValid",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "the source tells a number of processors, a memory size or a MAC address that no machine can have",
          "Repair the VM at the source.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    return Flaws.report(
        facts, CARD, Flaw.Kind.HARDWARE, "The source tells hardware that no machine can have.");
  }
}
