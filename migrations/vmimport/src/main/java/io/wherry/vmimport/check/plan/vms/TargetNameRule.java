package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.names.DnsNames;
import java.util.List;

/** Names that users wrote can be names. */
public final class TargetNameRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NotValid",
          Category.Critical,
          "NotValid",
          Needs.OBJECTS,
          "a targetName is no DNS-1123 subdomain",
          "Use lower case letters, digits, hyphens and dots.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> bad =
        facts.openVms().stream()
            .flatMap(v -> v.vm().targetName().stream())
            .filter(name -> !DnsNames.isSubdomain(name))
            .toList();
    return bad.isEmpty()
        ? List.of()
        : List.of(CARD.condition("These target names cannot be names of VMs.", bad));
  }
}
