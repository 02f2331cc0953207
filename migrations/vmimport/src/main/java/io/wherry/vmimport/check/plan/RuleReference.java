package io.wherry.vmimport.check.plan;

import java.util.ArrayList;
import java.util.List;

/** The reference page of plan conditions, made from the rules themselves. */
public final class RuleReference {
  private static final List<String> HEAD =
      List.of(
          "# Conditions of plans",
          "",
          "Generated from the rules; do not edit (`mvn test -Dgolden=write` writes it anew).",
          "A plan is Ready when no condition of category Critical is there. One condition type may",
          "come from several rules: the worst category wins, messages and items of all are kept.",
          "",
          "| Condition | Category | Reasons | When | What to do | Rule |",
          "|---|---|---|---|---|---|");

  private static final List<String> STATES =
      List.of(
          "| Ready | Required | – | nothing blocks the plan | – | – |",
          "| Executing, Succeeded, Failed, Canceled | Advisory | – | state of the last run; they"
              + " stay until the next one | – | – |",
          "| Archived | Advisory | – | spec.archived is set; nothing else is judged | – | – |");

  private RuleReference() {}

  /** Markdown, with a line break at the end. */
  public static String markdown() {
    List<String> lines = new ArrayList<>(HEAD);
    PlanRules.PLAN.forEach(rule -> lines.add(row(rule)));
    PlanRules.VMS.forEach(rule -> lines.add(row(rule)));
    lines.addAll(STATES);
    return String.join("\n", lines) + "\n";
  }

  private static String row(PlanRule rule) {
    RuleCard card = rule.card();
    return "| "
        + String.join(
            " | ",
            card.type(),
            card.category().name(),
            card.reasons(),
            card.when(),
            card.advice(),
            rule.getClass().getSimpleName())
        + " |";
  }
}
