package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Volumes and networks of one VM have different names. */
public final class DeviceNamesRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NotValid",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "a volume or network template gives one VM the same name twice",
          "Use VolumeIndex or NetworkIndex in the template.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<String> doubles = new ArrayList<>();
    for (VmDraft draft : facts.openDrafts()) {
      Set<String> volumes = new HashSet<>();
      draft.disks().stream()
          .filter(d -> !volumes.add(d.volumeName()))
          .forEach(d -> doubles.add(draft.machine().name() + ": volume " + d.volumeName()));
      Set<String> networks = new HashSet<>();
      draft.nics().stream()
          .filter(n -> !n.target().isIgnored() && !networks.add(n.name()))
          .forEach(n -> doubles.add(draft.machine().name() + ": network " + n.name()));
    }
    return doubles.isEmpty()
        ? List.of()
        : List.of(CARD.condition("Templates give the same name twice.", doubles));
  }
}
