package io.wherry.vmimport.draft;

import io.wherry.resources.Resource;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.draft.ObservedPlan.ObservedVm;
import io.wherry.vmimport.model.PlanVm;
import io.wherry.vmimport.names.TargetNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The dry run of a whole plan: pure. Validation and runs both draft with this class, so what was
 * checked is what is done.
 *
 * <pre>{@code
 * ObservedPlan seen = new PlanObserver(api, inventories, providers).observe(plan);
 * VmDraft draft = PlanDrafts.of(seen, settings).draft(vmId).orElseThrow();
 * }</pre>
 *
 * @source plans-and-migrations.md sections 5 and 11.21
 */
public final class PlanDrafts {
  private final Map<String, VmDraft> byId;

  private PlanDrafts(Map<String, VmDraft> byId) {
    this.byId = byId;
  }

  /** Drafts every VM of the plan whose machine was found; doubles in the list count once. */
  public static PlanDrafts of(ObservedPlan seen, ImportSettings settings) {
    var names = new Names(seen);
    var drafter = new VmDrafter(seen, settings);
    Map<String, VmDraft> byId = new LinkedHashMap<>();
    for (ObservedVm vm : seen.vms()) {
      vm.found()
          .filter(m -> !byId.containsKey(m.id()))
          .ifPresent(m -> byId.put(m.id(), drafter.draft(vm.vm(), m, names.of(vm.vm(), m))));
    }
    return new PlanDrafts(byId);
  }

  /** In the order of the plan. */
  public List<VmDraft> all() {
    return List.copyOf(byId.values());
  }

  /** The draft of one source machine. */
  public Optional<VmDraft> draft(String vmId) {
    return Optional.ofNullable(byId.get(vmId));
  }

  /** True when the VirtualMachine was made by this plan for this source VM. */
  public static boolean isOwn(Resource virtualMachine, String planUid, String vmId) {
    return virtualMachine.label("plan").filter(planUid::equals).isPresent()
        && virtualMachine.label("vmID").filter(vmId::equals).isPresent();
  }

  /** Gives names: targetName, else the one of an earlier run, else the sanitised source name. */
  private static final class Names {
    private final String planUid;
    private final Map<String, Resource> existing = new HashMap<>();
    private final Map<String, String> earlier = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    Names(ObservedPlan seen) {
      this.planUid = seen.plan().resource().uid();
      seen.target().vmsIn(seen.plan().targetNamespace()).forEach(v -> existing.put(v.name(), v));
      seen.plan()
          .vmStatuses()
          .forEach(s -> earlier.put(s.path("id").asText(), s.path("newName").asText()));
      seen.vms().forEach(v -> v.vm().targetName().ifPresent(given::add));
      seen.vms().stream()
          .filter(v -> v.vm().targetName().isEmpty())
          .flatMap(v -> v.found().stream())
          .filter(m -> TargetNames.sanitized(m.name(), m.id()).equals(m.name()))
          .forEach(m -> given.add(m.name()));
    }

    /**
     * Names the user wrote, here or at the source, are kept even where they collide: that is
     * reported. Only a name that had to be changed anyway is made unique.
     */
    String of(PlanVm vm, SourceMachine machine) {
      String before = earlier.getOrDefault(machine.id(), "");
      String plain = TargetNames.sanitized(machine.name(), machine.id());
      String wanted = vm.targetName().orElse(before.isEmpty() ? plain : before);
      boolean kept = vm.targetName().isPresent() || plain.equals(machine.name());
      if (kept || !before.isEmpty()) {
        return wanted;
      }
      String name = TargetNames.unique(wanted, machine.id(), n -> isTaken(n, machine.id()));
      given.add(name);
      return name;
    }

    private boolean isTaken(String name, String vmId) {
      Resource there = existing.get(name);
      return given.contains(name) || (there != null && !isOwn(there, planUid, vmId));
    }
  }
}
