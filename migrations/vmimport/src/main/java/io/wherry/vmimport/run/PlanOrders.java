package io.wherry.vmimport.run;

import io.wherry.kube.KubeApi;
import io.wherry.resources.Resource;
import io.wherry.spi.Capability;
import io.wherry.spi.Inventories;
import io.wherry.spi.Lookup;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.draft.ObservedPlan;
import io.wherry.vmimport.draft.PlanDrafts;
import io.wherry.vmimport.draft.PlanObserver;
import io.wherry.vmimport.draft.VmDraft;
import io.wherry.vmimport.model.PlanType;
import io.wherry.vmimport.model.PlanVm;
import io.wherry.vmimport.steps.ImportItineraries;
import io.wherry.vmimport.steps.ImportTrait;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Takes orders from the same drafts that validation has judged. */
final class PlanOrders implements OrderDesk {
  private final KubeApi api;
  private final PlanObserver observer;
  private final Supplier<ImportSettings> settings;

  PlanOrders(
      KubeApi api,
      Inventories inventories,
      Map<SourceType, SourceProvider> providers,
      Supplier<ImportSettings> settings) {
    this.api = api;
    this.observer = new PlanObserver(api, inventories, providers);
    this.settings = settings;
  }

  @Override
  public Sheet look(Resource plan) {
    ObservedPlan seen = observer.observe(plan);
    PlanDrafts drafts = PlanDrafts.of(seen, settings.get());
    return new Sheet() {
      @Override
      public Optional<Map<String, Listed>> machines() {
        return seen.providers().inventory() == ObservedPlan.InventoryState.KNOWN
            ? Optional.of(listed(seen))
            : Optional.empty();
      }

      @Override
      public Answer order(Listed machine, Resource migration) {
        return answer(seen, drafts, machine, migration);
      }
    };
  }

  private static Map<String, Listed> listed(ObservedPlan seen) {
    Map<String, Listed> result = new LinkedHashMap<>();
    for (ObservedPlan.ObservedVm vm : seen.vms()) {
      Listed listed =
          vm.found()
              .map(m -> new Listed(m.id(), m.name(), vm.vm()))
              .orElseGet(() -> unresolved(seen, vm.vm()));
      result.putIfAbsent(listed.id(), listed);
    }
    return result;
  }

  // A machine that is gone keeps the id that an earlier run found for its name.
  private static Listed unresolved(ObservedPlan seen, PlanVm vm) {
    String name = vm.ref().name();
    String id =
        vm.ref().id().isEmpty()
            ? seen.plan().vmStatuses().stream()
                .filter(s -> s.path("name").asText().equals(name))
                .map(s -> s.path("id").asText())
                .findFirst()
                .orElse(name)
            : vm.ref().id();
    return new Listed(id, name, vm);
  }

  private Answer answer(ObservedPlan seen, PlanDrafts drafts, Listed machine, Resource migration) {
    Lookup<SourceMachine> lookup =
        seen.vms().stream()
            .filter(v -> v.vm().node().equals(machine.node()))
            .map(ObservedPlan.ObservedVm::machine)
            .findFirst()
            .orElse(new Lookup.NotFound<>());
    return switch (lookup) {
      case Lookup.NotReady<SourceMachine>() ->
          new Answer.NotYet("Waits for the source's inventory to be complete.");
      case Lookup.NotFound<SourceMachine>() ->
          new Answer.Unknown(
              "The source has no VM "
                  + machine.vm().ref()
                  + " (any more). Remove it from the plan.");
      case Lookup.Ambiguous<SourceMachine>(int matches) ->
          new Answer.Impossible(
              "The source has %d VMs named %s. Give the id in the plan."
                  .formatted(matches, machine.name()));
      case Lookup.Found<SourceMachine>(SourceMachine found) ->
          drafted(seen, drafts.draft(found.id()).orElseThrow(), migration);
    };
  }

  private Answer drafted(ObservedPlan seen, VmDraft draft, Resource migration) {
    if (!draft.isComplete()) {
      return new Answer.Impossible(
          draft.flaws().stream()
              .map(VmDraft.Flaw::message)
              .collect(Collectors.joining("; ", "VM " + draft.machine().name() + ": ", ".")));
    }
    return new Answer.Ready(
        new OrderFactory(api, settings.get(), seen, migration).make(draft),
        isWarm(seen) ? ImportItineraries.warm() : ImportItineraries.cold(),
        traits(seen, draft));
  }

  private static boolean isWarm(ObservedPlan seen) {
    return seen.plan().type().filter(PlanType.WARM::equals).isPresent();
  }

  private Set<ImportTrait> traits(ObservedPlan seen, VmDraft draft) {
    Set<ImportTrait> traits = EnumSet.noneOf(ImportTrait.class);
    Set<Capability> can = seen.providers().capabilities();
    draft.vm().hook("PreHook").ifPresent(_ -> traits.add(ImportTrait.PRE_HOOK));
    draft.vm().hook("PostHook").ifPresent(_ -> traits.add(ImportTrait.POST_HOOK));
    if (can.contains(Capability.REQUIRES_CONVERSION) && !seen.plan().skipGuestConversion()) {
      traits.add(ImportTrait.NEEDS_CONVERSION);
    }
    if (can.contains(Capability.POWER)) {
      traits.add(ImportTrait.SWITCHES_POWER);
    }
    if (isWarm(seen) && settings.get().retention().awaitsConsolidation()) {
      traits.add(ImportTrait.AWAITS_CONSOLIDATION);
    }
    return traits;
  }
}
