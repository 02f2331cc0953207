package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.draft.VmDraft.Flaw;
import java.util.List;

/** Turns flaws of the dry run into conditions. */
final class Flaws {
  private Flaws() {}

  /** One condition with all VMs that have such a flaw. */
  static List<Condition> report(PlanFacts facts, RuleCard card, Flaw.Kind kind, String message) {
    List<String> items =
        facts.openDrafts().stream()
            .flatMap(d ->
                d.flaws().stream()
                    .filter(f -> f.kind() == kind)
                    .map(f -> "VM " + d.machine().name() + ": " + f.message()))
            .distinct()
            .toList();
    return items.isEmpty() ? List.of() : List.of(card.condition(message, items));
  }
}
