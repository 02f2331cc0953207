package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** At most one NIC goes to the pod network. */
public final class PodNetworksRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMMultiplePodNetworkMappings",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "more than one NIC of a VM is mapped to the pod network",
          "Map the other networks to a network attachment, or to ignored.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> several =
        facts.openDrafts().stream()
            .filter(d -> d.nics().stream().filter(n -> n.target().isPod()).count() > 1)
            .map(d -> d.machine().name())
            .toList();
    return several.isEmpty()
        ? List.of()
        : List.of(CARD.condition("VMs have more than one NIC on the pod network.", several));
  }
}
