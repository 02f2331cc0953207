package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.PowerState;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft;
import java.util.List;

/** A running guest can be asked to shut down. */
public final class GuestToolsRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "GuestToolsIssue",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "a VM of vSphere is on and its VMware Tools are not installed, not running or of unknown state",
          "Install and start VMware Tools in the guest, or switch the VM off yourself.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> found =
        VsphereDrafts.of(facts).stream()
            .map(VmDraft::machine)
            .filter(m -> m.powerState() == PowerState.On && !m.extras().agentProblem().isEmpty())
            .map(m -> m.name() + ": " + m.extras().agentProblem())
            .toList();
    return found.isEmpty()
        ? List.of()
        : List.of(CARD.condition("Guests cannot be shut down in order.", found));
  }
}
