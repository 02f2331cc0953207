package io.wherry.vmimport.run;

import io.wherry.itinerary.Itinerary;
import io.wherry.resources.Resource;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.model.PlanType;
import io.wherry.vmimport.model.PlanView;
import io.wherry.vmimport.model.PlanVm;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.steps.ImportItineraries;
import io.wherry.vmimport.steps.ImportTrait;
import io.wherry.vmimport.steps.ImportWorld;
import io.wherry.vmimport.steps.SampleOrder;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Orders for machines that the test names; their id in the plan is all that is needed. */
final class PlayedDesk implements OrderDesk {
  @Override
  public Sheet look(Resource plan) {
    return new Sheet() {
      @Override
      public Optional<Map<String, Listed>> machines() {
        Map<String, Listed> result = new LinkedHashMap<>();
        for (PlanVm vm : new PlanView(plan).vms()) {
          result.put(vm.ref().id(), new Listed(vm.ref().id(), "name-" + vm.ref().id(), vm));
        }
        return Optional.of(result);
      }

      @Override
      public Answer order(Listed machine, Resource migration) {
        if (machine.id().startsWith("gone")) {
          return new Answer.Unknown("The source has no VM " + machine.id() + ".");
        }
        if (machine.id().startsWith("odd")) {
          throw new io.wherry.problems.InvalidRequest("This machine makes no sense.");
        }
        return new Answer.Ready(
            make(plan, machine.id(), migration), route(plan), traits(plan, machine.vm()));
      }
    };
  }

  private static Itinerary<ImportWorld> route(Resource plan) {
    return isWarm(plan) ? ImportItineraries.warm() : ImportItineraries.cold();
  }

  private static Set<ImportTrait> traits(Resource plan, PlanVm vm) {
    Set<ImportTrait> traits = EnumSet.of(ImportTrait.NEEDS_CONVERSION);
    if (isWarm(plan)) {
      traits.add(ImportTrait.SWITCHES_POWER);
    }
    vm.hook("PreHook").ifPresent(_ -> traits.add(ImportTrait.PRE_HOOK));
    vm.hook("PostHook").ifPresent(_ -> traits.add(ImportTrait.POST_HOOK));
    return traits;
  }

  private static boolean isWarm(Resource plan) {
    return new PlanView(plan).type().filter(PlanType.WARM::equals).isPresent();
  }

  private static ImportOrder make(Resource plan, String id, Resource migration) {
    SourceMachine machine =
        SampleOrder.machine(id, "name-" + id, SourceMachine.Firmware.BIOS, PowerState.Off);
    ImportOrder sample = SampleOrder.plain().with(machine).build();
    return new ImportOrder(
        new ImportOrder.ObjectName(plan.namespace(), plan.name(), plan.uid()),
        new ImportOrder.ObjectName(migration.namespace(), migration.name(), migration.uid()),
        sample.source(),
        machine,
        sample.target(),
        sample.options());
  }
}
