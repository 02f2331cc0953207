package io.wherry.vmimport.check.plan.vms;

import io.wherry.spi.MachineExtras.Flag;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.model.PlanType;
import java.util.List;

/** The machines of a warm plan, where the source is one that makes snapshots of its own files. */
final class WarmMachines {
  private WarmMachines() {}

  /** Those that have not been migrated yet; none of other plans and other sources. */
  static List<SourceMachine> of(PlanFacts facts) {
    boolean warm = facts.plan().type().filter(PlanType.WARM::equals).isPresent();
    boolean vsphere = VsphereDrafts.isSource(facts);
    return warm && vsphere ? facts.openDrafts().stream().map(VmDraft::machine).toList() : List.of();
  }

  /** Names of those of which the source says so. */
  static List<String> named(PlanFacts facts, Flag flag) {
    return of(facts).stream().filter(m -> m.is(flag)).map(SourceMachine::name).toList();
  }
}
