package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.Capability;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.PrimaryNetwork;
import java.util.List;

/** Static addresses make sense where they are kept. */
public final class PreservedAddressesRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NetMapPreservingIPsOnPodNetwork",
          Category.Warn,
          "NotValid",
          Needs.INVENTORY,
          "preserveStaticIPs is set, the source supports it, and a NIC goes to the pod network (not a primary user-defined one)",
          "Map the network to a network attachment, or set preserveStaticIPs to false.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    boolean keeps =
        facts.plan().preserveStaticIps()
            && facts.seen().providers().capabilities().contains(Capability.PRESERVES_STATIC_IPS)
            && PrimaryNetwork.of(facts.seen()).isEmpty();
    List<String> pod =
        facts.openDrafts().stream()
            .filter(d -> keeps && d.nics().stream().anyMatch(n -> n.target().isPod()))
            .map(d -> d.machine().name())
            .toList();
    return pod.isEmpty()
        ? List.of()
        : List.of(CARD.condition("Addresses cannot be kept on the pod network.", pod));
  }
}
