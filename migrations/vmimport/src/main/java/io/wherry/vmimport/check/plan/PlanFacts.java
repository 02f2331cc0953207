package io.wherry.vmimport.check.plan;

import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.draft.ObservedPlan;
import io.wherry.vmimport.draft.ObservedPlan.ObservedVm;
import io.wherry.vmimport.draft.PlanDrafts;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.model.PlanView;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What rules judge: the picture and the dry run made from it.
 *
 * @param done ids of VMs that have been migrated; they are not judged again
 */
public record PlanFacts(
    ObservedPlan seen, PlanDrafts drafts, ImportSettings settings, Set<String> done) {

  /** Makes the dry run. */
  public static PlanFacts of(ObservedPlan seen, ImportSettings settings) {
    Set<String> done =
        seen.plan().vmStatuses().stream()
            .filter(s -> io.wherry.control.Conditions.has(s.path("conditions"), "Succeeded"))
            .map(s -> s.path("id").asText())
            .collect(Collectors.toSet());
    return new PlanFacts(seen, PlanDrafts.of(seen, settings), settings, done);
  }

  public PlanView plan() {
    return seen.plan();
  }

  /** VMs that have not been migrated yet. */
  public List<ObservedVm> openVms() {
    return seen.vms().stream().filter(v -> !isDone(v)).toList();
  }

  /** Drafts of VMs that have not been migrated yet. */
  public List<VmDraft> openDrafts() {
    return drafts.all().stream().filter(d -> !done.contains(d.machine().id())).toList();
  }

  private boolean isDone(ObservedVm vm) {
    String id = vm.found().map(m -> m.id()).orElse(vm.vm().ref().id());
    return done.contains(id);
  }
}
