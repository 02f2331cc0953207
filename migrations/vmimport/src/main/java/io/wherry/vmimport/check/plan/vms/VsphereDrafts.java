package io.wherry.vmimport.check.plan.vms;

import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.model.ProviderView;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Drafts of plans whose source is vSphere: upstream checks some things there only. */
final class VsphereDrafts {
  private VsphereDrafts() {}

  /** Those that have not been migrated yet; none of other sources. */
  static List<VmDraft> of(PlanFacts facts) {
    return isSource(facts) ? facts.openDrafts() : List.of();
  }

  /** {@code VM, disk} of the disks that are so. */
  static List<String> disks(PlanFacts facts, Predicate<SourceMachine.SourceDisk> so) {
    return disks(facts, so, SourceMachine.SourceDisk::name);
  }

  /** The same, with the disks in other words. */
  static List<String> disks(
      PlanFacts facts,
      Predicate<SourceMachine.SourceDisk> so,
      Function<SourceMachine.SourceDisk, String> words) {
    return of(facts).stream()
        .flatMap(d ->
            d.machine().disks().stream()
                .filter(so)
                .map(disk -> d.machine().name() + ", " + words.apply(disk)))
        .toList();
  }

  static boolean isSource(PlanFacts facts) {
    return facts
        .seen()
        .providers()
        .source()
        .flatMap(ProviderView::type)
        .filter(SourceType.VSPHERE::equals)
        .isPresent();
  }
}
