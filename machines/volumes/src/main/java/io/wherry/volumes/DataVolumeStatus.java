package io.wherry.volumes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The status of a DataVolume as CDI writes it. Pure. */
final class DataVolumeStatus {
  private DataVolumeStatus() {}

  static ObjectNode pending(Resource dataVolume, Instant now) {
    ObjectNode status = base(dataVolume, "Pending", "N/A");
    conditions(status, dataVolume, new String[] {"False", "False", "False"}, now);
    return status;
  }

  static ObjectNode succeeded(Resource dataVolume, Instant now) {
    ObjectNode status = base(dataVolume, "Succeeded", "100.0%");
    conditions(status, dataVolume, new String[] {"True", "True", "False"}, now);
    return status;
  }

  static ObjectNode unsupported(Resource dataVolume, Instant now) {
    ObjectNode status = base(dataVolume, "Failed", "N/A");
    conditions(status, dataVolume, new String[] {"False", "False", "False"}, now);
    ((ObjectNode) status.path("conditions").get(2))
        .put("reason", "SourceNotSupported")
        .put(
            "message",
            "A standalone node fills DataVolumes with source 'blank' only; got "
                + dataVolume.at("spec", "source").properties().stream()
                    .map(java.util.Map.Entry::getKey)
                    .toList()
                + ".");
    return status;
  }

  private static ObjectNode base(Resource dataVolume, String phase, String progress) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("phase", phase)
        .put("progress", progress)
        .put("claimName", dataVolume.name());
  }

  /** Bound, Ready, Running, in this order. */
  private static void conditions(
      ObjectNode status, Resource dataVolume, String[] values, Instant now) {
    String[] types = {"Bound", "Ready", "Running"};
    ArrayNode list = status.putArray("conditions");
    for (int i = 0; i < types.length; i++) {
      ObjectNode condition = list.addObject().put("type", types[i]).put("status", values[i]);
      String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
      for (var old : dataVolume.items("status", "conditions")) {
        if (old.path("type").asText().equals(types[i])
            && old.path("status").asText().equals(values[i])) {
          time = old.path("lastTransitionTime").asText(time);
        }
      }
      condition.put("lastTransitionTime", time).put("lastHeartbeatTime", time);
    }
  }
}
