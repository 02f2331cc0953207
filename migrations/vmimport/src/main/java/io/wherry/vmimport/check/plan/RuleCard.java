package io.wherry.vmimport.check.plan;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import java.util.List;

/**
 * Name and meaning of a rule.
 *
 * @param type condition type the rule reports
 * @param reasons condition reasons, with commas between them
 * @param when in words for the reference: the rule reports when …
 * @param advice what a user does about it
 */
public record RuleCard(
    String type, Category category, String reasons, Needs needs, String when, String advice) {

  /** What must be known before the rule can say anything. */
  public enum Needs {
    /** Objects of the API only. */
    OBJECTS,
    /** The source's inventory; without it, what was found before stands. */
    INVENTORY
  }

  /** A condition of this rule. */
  public Condition condition(String message, List<String> items) {
    return condition(reasons, message, items);
  }

  /** A condition of this rule with one of several reasons. */
  public Condition condition(String reason, String message, List<String> items) {
    return new Condition(type, category, reason, message, advice, items, false);
  }
}
