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

/** Hooks say when they run. */
public final class HookStepRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "HookStepNotValid",
          Category.Critical,
          "NotValid",
          Needs.OBJECTS,
          "the step of a hook is neither PreHook nor PostHook",
          "Set step to PreHook or PostHook.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    List<Condition> found = new ArrayList<>();
    for (ObservedVm vm : facts.openVms()) {
      vm.vm().hooks().stream()
          .map(PlanVm.HookUse::step)
          .filter(step -> !step.equals("PreHook") && !step.equals("PostHook"))
          .map(step -> "A hook has the step '" + step + "'.")
          .map(text -> CARD.condition(text, List.of(vm.vm().ref().toString())))
          .forEach(found::add);
    }
    return found;
  }
}
