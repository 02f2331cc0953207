package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.problems.Category;
import java.time.Instant;
import java.util.List;

/** How a migration as a whole ended. Pure. */
final class EndState {
  private EndState() {}

  /**
   * Closes the last snapshot and sets the time.
   *
   * @param cancelReason why everything was cancelled; empty when it was not
   * @return the closed snapshot
   */
  static JsonNode close(ObjectNode state, ArrayNode vms, String cancelReason, Instant now) {
    state.put("completed", VmStatus.time(now));
    ArrayNode history = (ArrayNode) state.get("history");
    ObjectNode shot = (ObjectNode) history.get(history.size() - 1);
    Condition end = of(vms, cancelReason);
    shot.set(
        "conditions", Conditions.settle(shot.path("conditions"), List.of(end), List.of(), now));
    return shot;
  }

  private static Condition of(ArrayNode vms, String cancelReason) {
    boolean failed = false;
    boolean succeeded = vms.isEmpty();
    for (JsonNode vm : vms) {
      failed |= VmStatus.has(vm, VmStatus.FAILED);
      succeeded |= VmStatus.has(vm, VmStatus.SUCCEEDED);
    }
    if (!cancelReason.isEmpty()) {
      return end(VmStatus.CANCELED, cancelReason, "The plan execution has been CANCELED.");
    }
    if (failed) {
      return end(VmStatus.FAILED, "", "The plan execution has FAILED.");
    }
    return succeeded
        ? end(VmStatus.SUCCEEDED, "", "The plan execution has SUCCEEDED.")
        : end(VmStatus.CANCELED, "UserRequested", "The plan execution has been CANCELED.");
  }

  private static Condition end(String type, String reason, String message) {
    return new Condition(type, Category.Advisory, reason, message, "", List.of(), true);
  }
}
