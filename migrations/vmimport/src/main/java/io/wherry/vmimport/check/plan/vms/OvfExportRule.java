package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** The appliance comes from a known exporter. */
public final class OvfExportRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "UnsupportedOVFExportSource",
          Category.Warn,
          "NotValid",
          Needs.INVENTORY,
          "an OVA was made by a program that is not known",
          "Check the migrated VM; hardware of unknown exporters may be read wrongly.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> unknown =
        facts.openDrafts().stream()
            .filter(d -> "Unknown".equals(d.machine().hints().get("exportSource")))
            .map(d -> d.machine().name())
            .toList();
    return unknown.isEmpty()
        ? List.of()
        : List.of(CARD.condition("The exporter of these appliances is not known.", unknown));
  }
}
