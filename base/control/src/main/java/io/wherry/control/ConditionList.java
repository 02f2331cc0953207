package io.wherry.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Optional;

/**
 * The conditions of an object in KubeVirt's and Kubernetes' manner: one per type, True, False or
 * Unknown; others' conditions stay.
 *
 * @param status the tree whose {@code conditions} are changed
 */
public record ConditionList(ObjectNode status, Instant now) {
  /** Value of a condition. */
  public enum Truth {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String wire;

    Truth(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  /**
   * Sets the condition; the time of its transition moves only when its value does.
   *
   * @param reason empty for none
   * @param message empty for none
   */
  public void set(String type, Truth value, String reason, String message) {
    ArrayNode list = list();
    ObjectNode fresh = list.objectNode().put("type", type).put("status", value.wire());
    if (!reason.isEmpty()) {
      fresh.put("reason", reason);
    }
    if (!message.isEmpty()) {
      fresh.put("message", message);
    }
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    fresh.putNull("lastProbeTime").put("lastTransitionTime", time);
    for (int i = 0; i < list.size(); i++) {
      JsonNode old = list.get(i);
      if (old.path("type").asText().equals(type)) {
        if (old.path("status").asText().equals(value.wire()) && old.has("lastTransitionTime")) {
          fresh.set("lastTransitionTime", old.get("lastTransitionTime"));
        }
        list.set(i, fresh);
        return;
      }
    }
    list.add(fresh);
  }

  public void remove(String type) {
    Iterator<JsonNode> all = list().iterator();
    while (all.hasNext()) {
      if (all.next().path("type").asText().equals(type)) {
        all.remove();
      }
    }
  }

  private ArrayNode list() {
    return status.get("conditions") instanceof ArrayNode present
        ? present
        : status.putArray("conditions");
  }

  /** The condition of that type. */
  public static Optional<JsonNode> find(Resource object, String type) {
    return object.items("status", "conditions").stream()
        .filter(c -> c.path("type").asText().equals(type))
        .findFirst();
  }

  /** True when the object has the condition with value True. */
  public static boolean isTrue(Resource object, String type) {
    return find(object, type).filter(c -> c.path("status").asText().equals("True")).isPresent();
  }
}
