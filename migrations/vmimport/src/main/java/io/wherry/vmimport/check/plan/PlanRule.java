package io.wherry.vmimport.check.plan;

import io.wherry.control.Condition;
import java.util.List;

/** One thing a plan must satisfy. Pure: everything it reads is in the facts. */
public interface PlanRule {
  /** What the rule is about; its row in the reference. */
  RuleCard card();

  /** What is wrong; empty when nothing is. */
  List<Condition> judge(PlanFacts facts);
}
