package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.MachineExtras.Flag;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.model.PlanType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The VM is in a power state that fits the migration. */
public final class PowerStateRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMPowerStateUnsupported",
          Category.Critical,
          "NotSupported",
          Needs.INVENTORY,
          "a plan is live but a VM is not running; or a VM is a template, suspended, or out of reach of its source",
          "Start the VM, or migrate it cold; see the items.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    boolean live = facts.plan().type().filter(PlanType.LIVE::equals).isPresent();
    List<String> off =
        facts.openDrafts().stream()
            .map(VmDraft::machine)
            .filter(m -> live && m.powerState() != PowerState.On)
            .map(SourceMachine::name)
            .toList();
    List<String> unfit =
        facts.openDrafts().stream().map(VmDraft::machine).flatMap(m -> unfit(m).stream()).toList();
    List<Condition> found = new ArrayList<>();
    if (!off.isEmpty()) {
      found.add(CARD.condition("VMs are not running.", off));
    }
    if (!unfit.isEmpty()) {
      found.add(CARD.condition("VMs cannot be migrated as they are.", unfit));
    }
    return found;
  }

  private static Optional<String> unfit(SourceMachine machine) {
    if (machine.is(Flag.TEMPLATE)) {
      return Optional.of(machine.name() + " is a template; make a VM of it");
    }
    if (machine.is(Flag.DISCONNECTED)) {
      return Optional.of(machine.name() + " is out of reach of its source; bring its host back");
    }
    return machine.is(Flag.SUSPENDED)
        ? Optional.of(machine.name() + " is suspended; resume it, or switch it off")
        : Optional.empty();
  }
}
