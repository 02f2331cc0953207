package io.wherry.vmimport.check.plan;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.resources.Resource;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.draft.VmDraft.DiskDraft;
import io.wherry.vmimport.draft.VmDraft.NicDraft;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The dry run of a plan as text for people: what would be created, and what is wrong with advice.
 * {@code wherry plan check} prints it. Pure.
 */
public final class PlanReport {
  private static final long MIB = 1L << 20;

  private PlanReport() {}

  /** Lines with line breaks. */
  public static String text(PlanFacts facts) {
    List<String> lines = new ArrayList<>();
    lines.add("Plan " + facts.plan().resource().namespace() + "/" + facts.plan().resource().name());
    lines.add("");
    facts.openDrafts().forEach(draft -> vm(facts, draft, lines));
    var verdict = PlanJudge.judge(facts, PlanJudge.Moment.RESTING);
    verdict.found().stream()
        .sorted(Comparator.comparing(c -> c.category().blocks() ? 0 : 1))
        .forEach(c -> finding(c, lines));
    lines.add(
        verdict.found().stream().anyMatch(c -> c.category().blocks())
            ? "The plan cannot start."
            : "Nothing blocks the plan.");
    return String.join("\n", lines) + "\n";
  }

  /**
   * What stands in the status of a stored plan, as text: for programs that see the API only. Old
   * findings of an edited plan are marked.
   */
  public static String ofStatus(Resource plan) {
    List<String> lines = new ArrayList<>();
    lines.add("Plan " + plan.namespace() + "/" + plan.name());
    lines.add("");
    if (plan.at("status", "observedGeneration").asLong() < plan.generation()) {
      lines.add("The plan has been edited; these are the findings of before.");
      lines.add("");
    }
    List<Condition> found =
        plan.items("status", "conditions").stream().map(StoredConditions::read).toList();
    found.stream()
        .filter(c -> c.category() != Category.Required)
        .sorted(Comparator.comparing(c -> c.category().blocks() ? 0 : 1))
        .forEach(c -> finding(c, lines));
    lines.add(
        found.stream().anyMatch(c -> c.type().equals("Ready"))
            ? "Nothing blocks the plan."
            : "The plan cannot start.");
    return String.join("\n", lines) + "\n";
  }

  private static void vm(PlanFacts facts, VmDraft draft, List<String> lines) {
    lines.add(
        "VM "
            + draft.machine().name()
            + " ("
            + draft.machine().id()
            + ") becomes "
            + facts.plan().targetNamespace()
            + "/"
            + draft.targetName());
    draft.disks().forEach(d -> lines.add(disk(d)));
    draft.nics().forEach(n -> lines.add(nic(n)));
    draft.flaws().forEach(f -> lines.add("  !    " + f.message()));
    lines.add("");
  }

  private static String disk(DiskDraft disk) {
    String suffix =
        disk.pvcName().form() == io.wherry.vmimport.names.PvcName.Form.PREFIX ? "-…" : "";
    return String.format(
        "  disk %d  %s, %d MiB -> PVC %s%s, %d MiB, %s %s %s",
        disk.index(),
        disk.disk().name(),
        (disk.disk().capacityBytes() + MIB - 1) / MIB,
        disk.pvcName().stem(),
        suffix,
        disk.requestBytes() / MIB,
        disk.storage().storageClass(),
        disk.storage().volumeMode(),
        disk.storage().accessMode());
  }

  private static String nic(NicDraft nic) {
    var target = nic.target();
    String where =
        target.isMultus() ? target.namespace() + "/" + target.name() : target.type() + " network";
    return "  NIC "
        + nic.index()
        + "   "
        + nic.nic().name()
        + " -> "
        + (target.isIgnored() ? "left out" : where);
  }

  private static void finding(Condition c, List<String> lines) {
    lines.add((c.category().blocks() ? "BLOCKED  " : "note     ") + c.type() + ": " + c.message());
    c.items().forEach(i -> lines.add("         - " + i));
    if (!c.suggestion().isEmpty()) {
      lines.add("         " + c.suggestion());
    }
    lines.add("");
  }
}
