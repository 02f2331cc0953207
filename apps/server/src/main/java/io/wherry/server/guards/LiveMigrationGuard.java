package io.wherry.server.guards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.KindGuard;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.Set;

/**
 * Live migrations: only of a machine that can move and is not moving, and what one says is final.
 * Creates follow each other, so two at the same moment cannot both pass, as upstream's can.
 *
 * @source live-migration.md 1.5
 */
final class LiveMigrationGuard implements KindGuard {
  static final String CREATE = "migration-create-validator.kubevirt.io";
  static final String UPDATE = "migration-update-validator.kubevirt.io";
  static final String FINALIZER = "kubevirt.io/migrationJobFinalize";

  private static final String SELECTOR = "kubevirt.io/vmi-name";
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  @Override
  public KindRef kind() {
    return Kinds.VMIM;
  }

  @Override
  public Order order() {
    return Order.ONE_BY_ONE;
  }

  @Override
  public void complete(Write write) {
    String machine = machine(write.after());
    if (!write.isCreate() || machine.isEmpty()) {
      return;
    }
    ObjectNode metadata = write.after().withObjectProperty("metadata");
    metadata.withObjectProperty("labels").put(SELECTOR, machine);
    ArrayNode finalizers =
        metadata.get("finalizers") instanceof ArrayNode present
            ? present
            : metadata.putArray("finalizers");
    for (JsonNode each : finalizers) {
      if (each.asText().equals(FINALIZER)) {
        return;
      }
    }
    finalizers.add(FINALIZER);
  }

  @Override
  public void check(Write write) {
    if (write.isCreate()) {
      checkNew(write);
    } else {
      checkChange(write);
    }
  }

  private static void checkNew(Write write) {
    String machine = machine(write.after());
    if (machine.isEmpty()) {
      String missing = "vmiName is missing";
      var cause = new FieldProblem("spec.vmiName", "FieldValueRequired", missing);
      throw ApiFailure.denied(CREATE, missing, List.of(cause));
    }
    ObjectNode instance =
        write
            .world()
            .get(Kinds.VMI, write.namespace(), machine)
            .orElseThrow(() ->
                refused("the VMI \"" + write.namespace() + "/" + machine + "\" does not exist"));
    if (isEnded(instance)) {
      throw refused("Cannot migrate VMI in finalized state.");
    }
    requireMovable(instance);
    for (ObjectNode other : write.world().list(Kinds.VMIM, write.namespace())) {
      if (machine.equals(selector(other)) && !isEnded(other)) {
        throw refused(
            "in-flight migration detected. Active migration job (%s) is currently already in progress for VMI %s."
                .formatted(other.path("metadata").path("uid").asText(), machine));
      }
    }
  }

  private static void requireMovable(ObjectNode instance) {
    for (JsonNode condition : instance.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("LiveMigratable")
          && condition.path("status").asText().equals("False")) {
        throw refused(
            "Cannot migrate VMI, Reason: %s, Message: %s"
                .formatted(condition.path("reason").asText(), condition.path("message").asText()));
      }
    }
  }

  private static void checkChange(Write write) {
    if (write.changesSpec()) {
      throw restricted("update of Migration object's spec is restricted");
    }
    String before = selector(write.before());
    String after = selector(write.after());
    if (!before.isEmpty() && !before.equals(after) && !isEnded(write.after())) {
      boolean none = write.after().path("metadata").path("labels").isEmpty();
      throw restricted(
          none
              ? "selector label can't be removed from an in-flight migration"
              : "selector label can't be modified on an in-flight migration");
    }
  }

  private static ApiFailure refused(String why) {
    return ApiFailure.denied(CREATE, why, List.of());
  }

  private static ApiFailure restricted(String why) {
    return ApiFailure.denied(
        UPDATE, why, List.of(new FieldProblem("", "FieldValueNotSupported", why)));
  }

  private static boolean isEnded(ObjectNode object) {
    return ENDED.contains(object.path("status").path("phase").asText());
  }

  private static String machine(ObjectNode migration) {
    return migration.path("spec").path("vmiName").asText();
  }

  private static String selector(ObjectNode migration) {
    return migration.path("metadata").path("labels").path(SELECTOR).asText();
  }
}
