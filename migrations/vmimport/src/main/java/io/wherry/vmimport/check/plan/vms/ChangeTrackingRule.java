package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.DiskExtras;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;
import java.util.stream.Stream;

/** The source tracks changes of every disk that is to be copied warm. */
public final class ChangeTrackingRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMMissingChangedBlockTracking",
          Category.Critical,
          "MissingChangedBlockTracking",
          Needs.INVENTORY,
          "the plan is warm and changed block tracking is off for a VM of vSphere or one of its disks",
          "Switch on changed block tracking for the VM and all its disks, or set spec.type to cold.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> untracked =
        WarmMachines.of(facts).stream().flatMap(ChangeTrackingRule::untracked).toList();
    return untracked.isEmpty()
        ? List.of()
        : List.of(CARD.condition("Changed block tracking is off.", untracked));
  }

  private static Stream<String> untracked(SourceMachine machine) {
    if (!machine.is(MachineExtras.Flag.TRACKS_CHANGES)) {
      return Stream.of(machine.name());
    }
    return machine.disks().stream()
        .filter(d -> !d.is(DiskExtras.Flag.TRACKS_CHANGES))
        .map(d -> machine.name() + ", " + d.name());
  }
}
