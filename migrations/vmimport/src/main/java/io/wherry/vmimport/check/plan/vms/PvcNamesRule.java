package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.names.PvcName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** No two disks get the same PVC. */
public final class PvcNamesRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NotValid",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "exact PVC names are not unique within the plan",
          "Use DiskIndex and TargetVmName or VmId in pvcNameTemplate.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    Map<String, List<String>> disks = new TreeMap<>();
    for (VmDraft draft : facts.drafts().all()) {
      draft.disks().stream()
          .filter(d -> d.pvcName().form() == PvcName.Form.EXACT)
          .forEach(d ->
              disks
                  .computeIfAbsent(d.pvcName().stem(), _ -> new ArrayList<>())
                  .add(draft.machine().name() + "/" + d.disk().name()));
    }
    List<String> doubles =
        disks.entrySet().stream()
            .filter(e -> e.getValue().size() > 1)
            .map(e -> e.getKey() + ": " + String.join(", ", e.getValue()))
            .toList();
    return doubles.isEmpty()
        ? List.of()
        : List.of(CARD.condition("The PVC name template gives the same name twice.", doubles));
  }
}
