package io.wherry.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** The status of a pod in the words kubectl expects. Pure, but for storing it. */
record PodStatus(Resource pod, String address, Instant started) {
  /** What kubelets keep of a termination message, in bytes. */
  static final int MESSAGE_LIMIT = 4096;

  static String phase(Resource pod) {
    return pod.text("status", "phase").orElse("Pending");
  }

  /** Stores a status as a whole, unless it stands already. A pod that is gone is fine. */
  static void write(KubeApi api, ResourceKey key, ObjectNode status) {
    Optional<Resource> now = api.get(key);
    if (now.isPresent() && !now.get().at("status").equals(status)) {
      // A merge patch keeps what it does not name, for example the reason of an earlier wait.
      ObjectNode complete = status.deepCopy();
      now.get()
          .at("status")
          .fieldNames()
          .forEachRemaining(old -> {
            if (!complete.has(old)) {
              complete.putNull(old);
            }
          });
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.set("status", complete);
      Resource _ = api.patchStatus(key, patch);
    }
  }

  static boolean isFinal(Resource pod) {
    return Set.of("Succeeded", "Failed").contains(phase(pod));
  }

  /** A pod that does not run: Pending when it may later, Failed when never. */
  static ObjectNode blocked(Resource pod, CannotRun problem, String address, Instant now) {
    boolean never = problem.kind() == CannotRun.Kind.NEVER;
    PodStatus status = new PodStatus(pod, address, now);
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("phase", never ? "Failed" : "Pending");
    result.put("reason", problem.reason());
    result.put("message", problem.text());
    status.conditions(result, "False", now);
    if (!never) {
      status
          .container(result, "False")
          .putObject("state")
          .putObject("waiting")
          .put("reason", problem.reason())
          .put("message", problem.text());
    }
    return result;
  }

  ObjectNode running() {
    ObjectNode result = begun("Running");
    conditions(result, "True", started);
    container(result, "True")
        .putObject("state")
        .putObject("running")
        .put("startedAt", text(started));
    return result;
  }

  ObjectNode ended(int code, String message, Instant now) {
    return terminated(code, code == 0 ? "Completed" : "Error", message, now);
  }

  /** The process vanished without leaving a code, as when the machine was restarted. */
  ObjectNode lost(Instant now) {
    return terminated(
        137, "Lost", "The process vanished without an exit code; was the machine restarted?", now);
  }

  private ObjectNode terminated(int code, String reason, String message, Instant now) {
    ObjectNode result = begun(code == 0 ? "Succeeded" : "Failed");
    conditions(result, "False", now);
    ObjectNode state = container(result, "False").putObject("state").putObject("terminated");
    state.put("exitCode", code).put("reason", reason);
    if (!message.isEmpty()) {
      state.put("message", message);
    }
    state.put("startedAt", text(started)).put("finishedAt", text(now));
    return result;
  }

  private ObjectNode begun(String phase) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("phase", phase).put("startTime", text(started));
    result.put("hostIP", address).put("podIP", address);
    return result;
  }

  private void conditions(ObjectNode status, String ready, Instant since) {
    ArrayNode list = status.putArray("conditions");
    for (String type : new String[] {"Initialized", "PodScheduled"}) {
      condition(list, type, "True", since);
    }
    condition(list, "Ready", ready, since);
    condition(list, "ContainersReady", ready, since);
  }

  private void condition(ArrayNode list, String type, String value, Instant since) {
    for (var old : pod.items("status", "conditions")) {
      if (old.path("type").asText().equals(type) && old.path("status").asText().equals(value)) {
        list.add(old);
        return;
      }
    }
    list.addObject().put("type", type).put("status", value).put("lastTransitionTime", text(since));
  }

  private ObjectNode container(ObjectNode status, String ready) {
    var spec = pod.at("spec", "containers").path(0);
    ObjectNode container = status.putArray("containerStatuses").addObject();
    container.put("name", spec.path("name").asText("worker"));
    container.put("image", spec.path("image").asText()).put("imageID", "");
    container.put("ready", ready.equals("True")).put("started", ready.equals("True"));
    container.put("restartCount", 0);
    return container;
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
