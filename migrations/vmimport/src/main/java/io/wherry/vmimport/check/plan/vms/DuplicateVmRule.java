package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.Lookup;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** No VM stands in the plan twice. */
public final class DuplicateVmRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "DuplicateVM",
          Category.Critical,
          "NotUnique, Ambiguous",
          Needs.INVENTORY,
          "a VM is listed twice, a name means several VMs, or two VMs get the same target name",
          "List each VM once, use ids where names are not unique, and give different targetNames.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<Condition> found = new ArrayList<>();
    add(found, "NotUnique", "VMs are listed more than once.", listedTwice(facts));
    add(found, "Ambiguous", "Names mean more than one VM of the source.", ambiguous(facts));
    add(found, "NotUnique", "VMs would get the same name.", sameName(facts));
    return found;
  }

  private static void add(List<Condition> found, String reason, String text, List<String> items) {
    if (!items.isEmpty()) {
      found.add(CARD.condition(reason, text, items));
    }
  }

  private static List<String> listedTwice(PlanFacts facts) {
    Set<String> seen = new HashSet<>();
    return facts.openVms().stream()
        .filter(v -> v.found().isPresent())
        .filter(v -> !seen.add(v.found().get().id()))
        .map(v -> v.vm().ref().toString())
        .toList();
  }

  private static List<String> ambiguous(PlanFacts facts) {
    return facts.openVms().stream()
        .filter(v -> v.machine() instanceof Lookup.Ambiguous)
        .map(v -> v.vm().ref().toString())
        .toList();
  }

  private static List<String> sameName(PlanFacts facts) {
    Map<String, List<VmDraft>> byName =
        facts.drafts().all().stream()
            .collect(Collectors.groupingBy(VmDraft::targetName, TreeMap::new, Collectors.toList()));
    return byName.values().stream()
        .filter(same -> same.size() > 1)
        .flatMap(List::stream)
        .map(d -> d.machine().name() + " (" + d.machine().id() + "): " + d.targetName())
        .toList();
  }
}
