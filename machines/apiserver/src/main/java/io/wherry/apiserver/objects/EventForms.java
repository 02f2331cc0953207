package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The two forms of an Event: core/v1, in which events are stored, and events.k8s.io/v1.
 *
 * @source Kubernetes API reference, events.k8s.io/v1 Event
 */
public final class EventForms {
  /** Field of the core form by field of the other. */
  private static final Map<String, String> CORE_NAMES =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "reportingController", "reportingComponent",
          "deprecatedSource", "source",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp",
          "deprecatedCount", "count");

  private EventForms() {}

  /** True for Events of events.k8s.io. */
  static boolean isConverted(KindRef kind) {
    return kind.group().equals(Kinds.EVENT_V1.group())
        && kind.plural().equals(Kinds.EVENT_V1.plural());
  }

  /** The stored form as events.k8s.io/v1. */
  static ObjectNode toV1(ObjectNode core) {
    Map<String, String> names = new LinkedHashMap<>();
    CORE_NAMES.forEach((v1, stored) -> names.put(stored, v1));
    return renamed(core, names, Kinds.EVENT_V1);
  }

  /** An event of either form in the form in which it is stored. */
  public static ObjectNode toCore(ObjectNode event) {
    return event.path("apiVersion").asText().equals(Kinds.EVENT_V1.apiVersion())
        ? renamed(event, CORE_NAMES, Kinds.EVENT)
        : event;
  }

  /** {@code involvedObject.kind} for {@code regarding.kind}. */
  static String corePath(String path) {
    int dot = path.indexOf('.');
    String first = dot < 0 ? path : path.substring(0, dot);
    return CORE_NAMES.getOrDefault(first, first) + path.substring(first.length());
  }

  private static ObjectNode renamed(ObjectNode event, Map<String, String> names, KindRef form) {
    ObjectNode result = event.objectNode();
    for (var field : event.properties()) {
      JsonNode value = field.getValue();
      result.set(names.getOrDefault(field.getKey(), field.getKey()), value.deepCopy());
    }
    return result.put("apiVersion", form.apiVersion());
  }
}
