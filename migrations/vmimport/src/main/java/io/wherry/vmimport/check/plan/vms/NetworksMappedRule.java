package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft.Flaw;
import java.util.List;

/** Every NIC has a target. */
public final class NetworksMappedRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMNetworksNotMapped",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "a NIC is on a network without a row in the network map, or its pool is used up",
          "Add the network to the network map; type ignored leaves the NIC out.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    if (facts.seen().maps().network().isEmpty()) {
      return List.of();
    }
    return Flaws.report(
        facts, CARD, Flaw.Kind.NETWORK_NOT_MAPPED, "NICs are on networks that are not mapped.");
  }
}
