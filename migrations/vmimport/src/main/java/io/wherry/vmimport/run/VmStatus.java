package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.problems.Category;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Entries of status.migration.vms[] outside of a run: new, waiting, ended without one.
 *
 * @source plans-and-migrations.md section 1.6
 */
final class VmStatus {
  static final String SUCCEEDED = "Succeeded";
  static final String FAILED = "Failed";
  static final String CANCELED = "Canceled";

  private static final List<String> ENDS = List.of(SUCCEEDED, FAILED, CANCELED);

  private VmStatus() {}

  /** The entry of a machine nothing was done for yet. */
  static ObjectNode fresh(OrderDesk.Listed machine) {
    ObjectNode vm = machine.node().deepCopy();
    vm.put("id", machine.id()).put("name", machine.name());
    vm.put("phase", "Started");
    vm.putArray("pipeline");
    return vm;
  }

  static boolean isOver(JsonNode vm) {
    return ENDS.stream().anyMatch(end -> Conditions.has(vm.path("conditions"), end));
  }

  static boolean has(JsonNode vm, String condition) {
    return Conditions.has(vm.path("conditions"), condition);
  }

  /** The entry of a machine that waits for its turn. */
  static ObjectNode waiting(ObjectNode vm, String reason, String message, Instant now) {
    Condition pending = Condition.of("Pending", Category.Advisory, reason, message);
    return settle(vm, List.of(pending), now);
  }

  /** The entry of a machine whose migration ended. */
  static ObjectNode ended(ObjectNode vm, Condition how, Instant now) {
    vm.put("phase", "Completed");
    if (!vm.has("completed")) {
      vm.put("completed", time(now));
    }
    return settle(vm, List.of(how), now);
  }

  static Condition end(String type, String reason) {
    String message =
        switch (type) {
          case SUCCEEDED -> "The VM migration has SUCCEEDED.";
          case FAILED -> "The VM migration has FAILED.";
          default -> "The migration has been canceled.";
        };
    return new Condition(type, Category.Advisory, reason, message, "", List.of(), true);
  }

  /** Adds the error that ended a migration before its first step. */
  static ObjectNode error(ObjectNode vm, String phase, String reason) {
    vm.putObject("error").put("phase", phase).putArray("reasons").add(reason);
    return vm;
  }

  static ObjectNode settle(ObjectNode vm, List<Condition> conditions, Instant now) {
    vm.set("conditions", Conditions.settle(vm.path("conditions"), conditions, ENDS, now));
    return vm;
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static ObjectNode copy(JsonNode vm) {
    return vm.isObject() ? vm.deepCopy() : JsonNodeFactory.instance.objectNode();
  }
}
