package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.MachineExtras.Flag;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** The host that runs the VM stays in service. */
public final class HostMaintenanceRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "HostNotReady",
          Category.Warn,
          "InMaintenanceMode",
          Needs.INVENTORY,
          "the source host of a VM is in maintenance mode",
          "Take the host out of maintenance mode, or move the VM to another one.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> found =
        facts.openDrafts().stream()
            .filter(d -> d.machine().is(Flag.HOST_IN_MAINTENANCE))
            .map(d -> d.machine().name())
            .toList();
    return found.isEmpty()
        ? List.of()
        : List.of(CARD.condition("Hosts of VMs are in maintenance mode.", found));
  }
}
