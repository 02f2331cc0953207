package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.resources.Resource;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.PlanDrafts;
import io.wherry.vmimport.draft.VmDraft;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The target name is free. */
public final class VmExistsRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMAlreadyExists",
          Category.Critical,
          "NotUnique",
          Needs.INVENTORY,
          "a VM of the final name exists in the target namespace and was not made by this plan for this VM",
          "Delete or rename the existing VM, or set another targetName.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    String namespace = facts.plan().targetNamespace();
    Map<String, Resource> existing =
        facts.seen().target().vmsIn(namespace).stream()
            .collect(Collectors.toMap(Resource::name, v -> v));
    String planUid = facts.plan().resource().uid();
    List<String> taken =
        facts.openDrafts().stream()
            .filter(d -> isForeign(existing.get(d.targetName()), planUid, d))
            .map(d -> namespace + "/" + d.targetName())
            .toList();
    return taken.isEmpty()
        ? List.of()
        : List.of(CARD.condition("VMs of these names exist already.", taken));
  }

  private static boolean isForeign(@Nullable Resource there, String planUid, VmDraft draft) {
    return there != null && !PlanDrafts.isOwn(there, planUid, draft.machine().id());
  }
}
