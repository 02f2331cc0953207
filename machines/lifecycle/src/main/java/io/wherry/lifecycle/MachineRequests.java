package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The user's pending start and stop requests: {@code status.stateChangeRequests}. */
record MachineRequests(List<JsonNode> pending) {
  static MachineRequests of(Resource vm) {
    return new MachineRequests(vm.items("status", "stateChangeRequests"));
  }

  boolean wantsStart() {
    return !pending.isEmpty() && action(pending.getFirst()).equals("Start");
  }

  boolean wantsStop() {
    return !pending.isEmpty() && action(pending.getFirst()).equals("Stop");
  }

  /** Without the requests that have been served: the instance stopped is gone, or one started. */
  MachineRequests settled(Optional<Resource> instance) {
    List<JsonNode> rest = new ArrayList<>(pending);
    boolean served = true;
    while (served && !rest.isEmpty()) {
      JsonNode first = rest.getFirst();
      String uid = first.path("uid").asText();
      served =
          action(first).equals("Stop")
              ? instance.filter(i -> i.uid().equals(uid)).isEmpty()
              : instance.filter(i -> !InstanceStatus.hasEnded(i)).isPresent();
      if (served) {
        rest.removeFirst();
      }
    }
    return new MachineRequests(List.copyOf(rest));
  }

  ArrayNode toJson() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    pending.forEach(list::add);
    return list;
  }

  private static String action(JsonNode request) {
    return request.path("action").asText();
  }
}
