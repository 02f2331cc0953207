package io.wherry.vmimport.check.plan.options;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.ObservedPlan.ObservedVm;
import io.wherry.vmimport.model.HookView;
import io.wherry.vmimport.model.PlanVm;
import java.util.ArrayList;
import java.util.List;

/** Hooks that VMs name are Ready. */
public final class HookReadyRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "HookNotReady",
          Category.Critical,
          "NotReady",
          Needs.OBJECTS,
          "a hook of a VM exists but is not Ready",
          "See the conditions of the hook.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<Condition> found = new ArrayList<>();
    for (ObservedVm vm : facts.openVms()) {
      for (PlanVm.HookUse use : vm.vm().hooks()) {
        HookView hook = facts.seen().target().hooks().get(use.hook());
        if (hook != null && !hook.isReady()) {
          String text = "The hook " + use.hook() + " is not ready.";
          found.add(CARD.condition(text, List.of(vm.vm().ref().toString())));
        }
      }
    }
    return found;
  }
}
