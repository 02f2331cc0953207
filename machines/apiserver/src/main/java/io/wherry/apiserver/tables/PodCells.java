package io.wherry.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** What kubectl shows of a pod: its state is put together from its containers' states. */
final class PodCells {
  private PodCells() {}

  static String ready(ObjectNode pod) {
    int ready = 0;
    for (JsonNode status : statuses(pod)) {
      ready += status.path("ready").asBoolean() ? 1 : 0;
    }
    return ready + "/" + Cells.at(pod, "spec.containers").size();
  }

  static String status(ObjectNode pod) {
    String initial = initState(pod);
    String reason = initial.isEmpty() ? containersState(pod) : initial;
    if (pod.path("metadata").has("deletionTimestamp")) {
      return Cells.text(pod, "status.reason").equals("NodeLost") ? "Unknown" : "Terminating";
    }
    return reason;
  }

  private static String initState(ObjectNode pod) {
    JsonNode statuses = Cells.at(pod, "status.initContainerStatuses");
    int count = Cells.at(pod, "spec.initContainers").size();
    for (int i = 0; i < statuses.size(); i++) {
      JsonNode state = statuses.get(i).path("state");
      JsonNode ended = state.path("terminated");
      if (ended.isObject() && ended.path("exitCode").asInt() == 0) {
        continue;
      }
      String waiting = state.path("waiting").path("reason").asText();
      if (ended.isObject()) {
        return "Init:" + ended(ended);
      }
      boolean named = !waiting.isEmpty() && !waiting.equals("PodInitializing");
      return named ? "Init:" + waiting : "Init:" + i + "/" + count;
    }
    return "";
  }

  private static String containersState(ObjectNode pod) {
    String phase = Cells.textOr(pod, "status.reason", Cells.text(pod, "status.phase"));
    String reason = phase;
    boolean running = false;
    JsonNode statuses = statuses(pod);
    for (int i = statuses.size() - 1; i >= 0; i--) {
      JsonNode state = statuses.get(i).path("state");
      String waiting = state.path("waiting").path("reason").asText();
      if (!waiting.isEmpty()) {
        reason = waiting;
      } else if (state.path("terminated").isObject()) {
        reason = ended(state.path("terminated"));
      } else {
        running |= statuses.get(i).path("ready").asBoolean() && state.path("running").isObject();
      }
    }
    return reason.equals("Completed") && running ? "Running" : reason;
  }

  private static String ended(JsonNode terminated) {
    String reason = terminated.path("reason").asText();
    if (!reason.isEmpty()) {
      return reason;
    }
    int signal = terminated.path("signal").asInt();
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.path("exitCode").asInt();
  }

  static String restarts(ObjectNode pod, Instant now) {
    int restarts = 0;
    String last = "";
    for (JsonNode status : statuses(pod)) {
      restarts += status.path("restartCount").asInt();
      String ended = Cells.text(status, "lastState.terminated.finishedAt");
      last = ended.compareTo(last) > 0 ? ended : last;
    }
    return restarts == 0 || last.isEmpty()
        ? String.valueOf(restarts)
        : restarts + " (" + Ages.since(last, now) + " ago)";
  }

  private static ArrayNode statuses(ObjectNode pod) {
    return Cells.at(pod, "status.containerStatuses") instanceof ArrayNode list
        ? list
        : JsonNodeFactory.instance.arrayNode();
  }
}
