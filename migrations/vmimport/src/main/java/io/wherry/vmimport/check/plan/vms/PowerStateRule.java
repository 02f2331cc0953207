package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.PowerState;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.model.PlanType;
import java.util.List;

/** The VM is in a power state that fits the migration. */
public final class PowerStateRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMPowerStateUnsupported",
          Category.Critical,
          "NotSupported",
          Needs.INVENTORY,
          "a plan is live but a VM is not running",
          "Start the VM, or migrate it cold.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    boolean live = facts.plan().type().filter(PlanType.LIVE::equals).isPresent();
    List<String> off =
        facts.openDrafts().stream()
            .filter(d -> live && d.machine().powerState() != PowerState.On)
            .map(d -> d.machine().name())
            .toList();
    return off.isEmpty() ? List.of() : List.of(CARD.condition("VMs are not running.", off));
  }
}
