package io.wherry.vmimport.check.plan;

import io.wherry.control.Condition;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.ObservedPlan.InventoryState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Applies all rules that can be applied now. Pure. */
public final class PlanJudge {
  private PlanJudge() {}

  /**
   * @param found what the rules say
   * @param unjudged condition types whose rules could not be applied: what stood before stays
   */
  public record Verdict(List<Condition> found, Set<String> unjudged) {}

  /** Whether the plan's VMs are being migrated. */
  public enum Moment {
    RESTING,
    RUNNING
  }

  public static Verdict judge(PlanFacts facts, Moment moment) {
    List<Condition> found = new ArrayList<>();
    Set<String> unjudged = new HashSet<>();
    boolean known = facts.seen().providers().inventory() == InventoryState.KNOWN;
    PlanRules.PLAN.forEach(rule -> found.addAll(rule.judge(facts)));
    for (PlanRule rule : PlanRules.VMS) {
      boolean able = known || rule.card().needs() == Needs.OBJECTS;
      if (able && moment == Moment.RESTING) {
        found.addAll(rule.judge(facts));
      } else {
        unjudged.add(rule.card().type());
      }
    }
    return new Verdict(found, unjudged);
  }
}
