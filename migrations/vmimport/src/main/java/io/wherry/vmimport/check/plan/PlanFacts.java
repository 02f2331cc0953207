package io.wherry.vmimport.check.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.Conditions;
import io.wherry.spi.Ref;
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
 * @param done VMs that have been migrated; they are not judged again
 */
public record PlanFacts(ObservedPlan seen, PlanDrafts drafts, ImportSettings settings, Done done) {

  /** Migrated VMs by id and by name: one that is gone from the source is known by name only. */
  record Done(Set<String> ids, Set<String> names) {
    static Done of(PlanView plan) {
      List<JsonNode> succeeded =
          plan.vmStatuses().stream()
              .filter(s -> Conditions.has(s.path("conditions"), "Succeeded"))
              .toList();
      return new Done(all(succeeded, "id"), all(succeeded, "name"));
    }

    private static Set<String> all(List<JsonNode> statuses, String field) {
      return statuses.stream().map(s -> s.path(field).asText()).collect(Collectors.toSet());
    }

    boolean has(ObservedVm vm) {
      Ref ref = vm.vm().ref();
      return vm.found()
          .map(m -> ids.contains(m.id()))
          .orElse(ref.id().isEmpty() ? names.contains(ref.name()) : ids.contains(ref.id()));
    }
  }

  /** Makes the dry run. */
  public static PlanFacts of(ObservedPlan seen, ImportSettings settings) {
    return new PlanFacts(seen, PlanDrafts.of(seen, settings), settings, Done.of(seen.plan()));
  }

  public PlanView plan() {
    return seen.plan();
  }

  /** VMs that have not been migrated yet. */
  public List<ObservedVm> openVms() {
    return seen.vms().stream().filter(v -> !done.has(v)).toList();
  }

  /** Drafts of VMs that have not been migrated yet. */
  public List<VmDraft> openDrafts() {
    return drafts.all().stream().filter(d -> !done.ids().contains(d.machine().id())).toList();
  }
}
