package io.wherry.vmimport.check.plan.options;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.ObservedPlan.ObservedVm;
import io.wherry.vmimport.model.PlanVm;
import java.util.ArrayList;
import java.util.List;

/** Hooks that VMs name exist. */
public final class HookRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "HookNotValid",
          Category.Critical,
          "NotSet, NotFound",
          Needs.OBJECTS,
          "a hook of a VM names no object",
          "Create the Hook, or correct spec.vms[].hooks.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<Condition> found = new ArrayList<>();
    for (ObservedVm vm : facts.openVms()) {
      for (PlanVm.HookUse use : vm.vm().hooks()) {
        List<String> items = List.of(vm.vm().ref().toString());
        if (!use.hook().isSet()) {
          found.add(CARD.condition("NotSet", "A hook of a VM has no name.", items));
        } else if (!facts.seen().target().hooks().containsKey(use.hook())) {
          found.add(
              CARD.condition("NotFound", "The hook " + use.hook() + " does not exist.", items));
        }
      }
    }
    return found;
  }
}
