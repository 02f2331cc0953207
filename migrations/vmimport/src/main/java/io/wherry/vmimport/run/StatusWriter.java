package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes parts of a status: only changes, and at most one write per second and object. */
final class StatusWriter {
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final KubeApi api;
  private final Clock clock;
  private final Map<ResourceKey, Instant> last = new ConcurrentHashMap<>();

  StatusWriter(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  /**
   * Writes fields of the status where they differ; other fields stay.
   *
   * @param fields what the fields must be; null nodes remove
   * @return zero when status is as wished, else the time after which to try again
   */
  Duration write(ResourceKey key, Resource seen, ObjectNode fields) {
    ObjectNode patch = difference(seen.at("status"), fields);
    if (patch.isEmpty()) {
      return Duration.ZERO;
    }
    Instant now = clock.instant();
    Duration wait = Duration.between(now, last.getOrDefault(key, Instant.EPOCH).plus(BETWEEN));
    if (wait.isPositive()) {
      return wait;
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("status", patch);
    try {
      var _ = api.patchStatus(key, body);
    } catch (InvalidRequest e) {
      if (api.get(key).isPresent()) {
        throw e;
      }
      // Deleted meanwhile: nobody will read it.
    }
    last.put(key, now);
    return Duration.ZERO;
  }

  void forget(ResourceKey key) {
    last.remove(key);
  }

  private static ObjectNode difference(JsonNode before, ObjectNode fields) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    for (var e : fields.properties()) {
      JsonNode old = before.path(e.getKey());
      if (e.getValue().isNull()) {
        if (!old.isMissingNode()) {
          patch.putNull(e.getKey());
        }
      } else if (!isSame(e.getValue(), old)) {
        patch.set(e.getKey(), replacement(old, e.getValue()));
      }
    }
    return patch;
  }

  // A merge patch merges objects: what must go has to be named.
  private static JsonNode replacement(JsonNode old, JsonNode wanted) {
    if (!old.isObject() || !wanted.isObject()) {
      return wanted;
    }
    ObjectNode patch = difference(old, (ObjectNode) wanted);
    old.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !wanted.has(name))
        .forEach(patch::putNull);
    return patch;
  }

  // Numbers that went over the wire may come back as another Java type.
  private static boolean isSame(JsonNode a, JsonNode b) {
    return a.equals(StatusWriter::compare, b);
  }

  private static int compare(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue());
    }
    return a.equals(b) ? 0 : 1;
  }
}
