package io.wherry.vmimport.check.plan.vms;

import io.wherry.spi.SourceType;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.model.ProviderView;
import java.util.List;

/** Drafts of plans whose source is vSphere: upstream checks some things there only. */
final class VsphereDrafts {
  private VsphereDrafts() {}

  /** Those that have not been migrated yet; none of other sources. */
  static List<VmDraft> of(PlanFacts facts) {
    return isSource(facts) ? facts.openDrafts() : List.of();
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
