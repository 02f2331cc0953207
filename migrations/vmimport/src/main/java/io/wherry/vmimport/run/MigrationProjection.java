package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.problems.Category;
import io.wherry.resources.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Status of Migration objects. Pure.
 *
 * @source plans-and-migrations.md sections 1.7 and 2.6
 */
final class MigrationProjection {
  private static final List<String> ENDS =
      List.of(VmStatus.SUCCEEDED, VmStatus.FAILED, VmStatus.CANCELED);

  private MigrationProjection() {}

  /** A migration whose plan does not exist. */
  static ObjectNode withoutPlan(Resource migration, String reason, Instant now) {
    String message =
        reason.equals("NotSet")
            ? "spec.plan names no plan."
            : "The plan that spec.plan names does not exist.";
    return conditions(
        migration, List.of(Condition.of("PlanNotValid", Category.Critical, reason, message)), now);
  }

  /** A migration that waits: for its plan to become Ready, or for an earlier migration. */
  static ObjectNode pending(Resource migration, Condition condition, Instant now) {
    return conditions(migration, List.of(condition), now);
  }

  static Condition ready() {
    return Condition.of("Ready", Category.Required, "", "The migration is ready.");
  }

  static Condition planNotReady() {
    return Condition.of(
        "PlanNotReady",
        Category.Critical,
        "NotReady",
        "The plan is not Ready; the migration waits. The plan's conditions say why.");
  }

  /**
   * A migration that runs or ran.
   *
   * @param state status.migration of the plan
   * @param shot its snapshot in the history
   */
  static ObjectNode of(
      Resource migration, JsonNode state, JsonNode shot, List<Condition> more, Instant now) {
    List<Condition> found = new ArrayList<>(more);
    found.add(ready());
    if (!Snapshots.isOver(shot)) {
      found.add(Condition.of("Running", Category.Advisory, "", "The migration is RUNNING."));
    }
    for (JsonNode c : shot.path("conditions")) {
      String type = c.path("type").asText();
      if (ENDS.contains(type)) {
        found.add(end(type, c.path("reason").asText()));
      }
    }
    ObjectNode status = conditions(migration, found, now);
    for (String field : List.of("started", "completed", "vms")) {
      status.set(field, state.has(field) ? state.get(field) : status.nullNode());
    }
    return status;
  }

  private static Condition end(String type, String reason) {
    String message =
        switch (type) {
          case VmStatus.SUCCEEDED -> "The migration has SUCCEEDED.";
          case VmStatus.FAILED -> "The migration has FAILED.";
          default -> "The migration has been CANCELED.";
        };
    return new Condition(type, Category.Advisory, reason, message, "", List.of(), true);
  }

  private static ObjectNode conditions(Resource migration, List<Condition> found, Instant now) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.set(
        "conditions",
        Conditions.settle(migration.at("status", "conditions"), found, List.of(), now));
    status.put("observedGeneration", migration.generation());
    return status;
  }
}
