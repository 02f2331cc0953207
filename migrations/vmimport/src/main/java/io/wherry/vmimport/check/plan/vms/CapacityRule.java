package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The destination has room. */
public final class CapacityRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "NotValid",
          Category.Critical,
          "NotValid",
          Needs.INVENTORY,
          "a storage class states its free space (annotation wherry.io/available-bytes) and the disks of the plan need more",
          "Free space, choose another storage class, or take VMs out of the plan.");
  static final String AVAILABLE = "wherry.io/available-bytes";

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    Map<String, Long> needed = new TreeMap<>();
    for (VmDraft draft : facts.openDrafts()) {
      draft
          .disks()
          .forEach(d -> needed.merge(d.storage().storageClass(), d.requestBytes(), Long::sum));
    }
    List<String> full = new ArrayList<>();
    needed.forEach((name, bytes) ->
        available(facts, name)
            .filter(free -> free < bytes)
            .ifPresent(free -> full.add(name + ": needs " + bytes + " bytes, has " + free)));
    return full.isEmpty()
        ? List.of()
        : List.of(CARD.condition("Storage classes have too little space.", full));
  }

  private static Optional<Long> available(PlanFacts facts, String storageClass) {
    return Optional.ofNullable(facts.seen().target().storageClasses().get(storageClass))
        .flatMap(c -> c.annotation(AVAILABLE))
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong);
  }
}
