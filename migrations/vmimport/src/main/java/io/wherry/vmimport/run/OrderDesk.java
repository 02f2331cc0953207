package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.itinerary.Itinerary;
import io.wherry.resources.Resource;
import io.wherry.vmimport.model.PlanVm;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.steps.ImportTrait;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Works out the orders for the machines of a plan. */
interface OrderDesk {
  /** What came of one machine. */
  sealed interface Answer {
    /** It can be imported. */
    record Ready(ImportOrder order, Itinerary<ImportWorld> route, Set<ImportTrait> traits)
        implements Answer {}

    /** Ask again later: the inventory is not complete. */
    record NotYet(String why) implements Answer {}

    /** The source does not have it (any more). */
    record Unknown(String why) implements Answer {}

    /** It cannot be imported as the plan wants it. */
    record Impossible(String why) implements Answer {}
  }

  /**
   * A machine as the plan names it.
   *
   * @param id the source's id; the name as written where it could not be resolved
   * @param vm the plan's entry
   */
  record Listed(String id, String name, PlanVm vm) {
    JsonNode node() {
      return vm.node();
    }
  }

  /** The picture of a plan at one moment. */
  interface Sheet {
    /** The plan's machines in order, each once; empty while the inventory is not complete. */
    Optional<Map<String, Listed>> machines();

    /** The order for one machine. */
    Answer order(Listed machine, Resource migration);
  }

  /** Takes the picture. Blocks. */
  Sheet look(Resource plan);
}
