package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.DiskExtras.Flag;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.model.PlanType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Shared disks are copied once, while nobody writes to them. */
public final class SharedDisksRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "SharedDisks",
          Category.Critical,
          "NotSupported",
          Needs.INVENTORY,
          "a VM shares a disk with another one, and the plan is warm or another VM that uses the disk is on (SharedDisks-id); a shared disk that is not migrated has no volume in the target namespace, or one that is migrated has one already (SharedWarnDisks-id, a warning)",
          "Use a cold plan with all VMs off. Copy shared disks with one VM, and set migrateSharedDisks to false for the others.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  private static final String WARNS = "SharedWarnDisks-";
  private static final Optional<Condition> NOTHING = Optional.empty();

  @Override
  public List<Condition> judge(PlanFacts facts) {
    boolean warm = facts.plan().type().filter(PlanType.WARM::equals).isPresent();
    return VsphereDrafts.of(facts).stream()
        .filter(d -> d.machine().disks().stream().anyMatch(disk -> disk.is(Flag.SHARED)))
        .flatMap(d ->
            Stream.of(
                warm ? blocked(d, "which cannot be copied warm", Flag.SHARED) : NOTHING,
                blocked(d, "which another VM may be writing to", Flag.WRITTEN_BY_OTHERS),
                warm ? NOTHING : warned(facts, d)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Condition> blocked(VmDraft draft, String why, Flag flag) {
    List<String> disks =
        draft.disks().stream().filter(d -> d.disk().is(flag)).map(d -> d.disk().name()).toList();
    return disks.isEmpty()
        ? NOTHING
        : Optional.of(
            said(
                CARD.type() + "-" + draft.machine().id(),
                Category.Critical,
                "VM " + draft.machine().name() + " shares disks, " + why + ".",
                disks));
  }

  private static Optional<Condition> warned(PlanFacts facts, VmDraft draft) {
    Map<String, String> claims = facts.seen().target().claimsByDisk();
    List<String> items =
        Stream.concat(
                draft.attached().stream()
                    .filter(d -> d.claim().isEmpty())
                    .map(d -> d.disk().name() + " has no volume and is not attached"),
                draft.disks().stream()
                    .filter(d -> d.disk().is(Flag.SHARED) && claims.containsKey(d.disk().id()))
                    .map(d ->
                        d.disk().name() + " is copied again beside " + claims.get(d.disk().id())))
            .toList();
    return items.isEmpty()
        ? NOTHING
        : Optional.of(
            said(
                WARNS + draft.machine().id(),
                Category.Warn,
                "Shared disks of VM " + draft.machine().name() + ".",
                items));
  }

  private static Condition said(
      String type, Category category, String message, List<String> items) {
    return new Condition(type, category, CARD.reasons(), message, CARD.advice(), items, false);
  }
}
