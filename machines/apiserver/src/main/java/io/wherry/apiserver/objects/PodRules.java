package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.FieldProblem;
import java.util.List;

/**
 * What upstream's API server adds to Pods beyond the defaults of their schema, and which of their
 * fields may change.
 *
 * @source Kubernetes API reference, core/v1 Pod; documentation, "Pod Quality of Service Classes"
 */
final class PodRules {
  private static final List<String> CONTAINERS = List.of("containers", "initContainers");
  private static final List<String> LIMITED = List.of("cpu", "memory");
  private static final long TOLERATION_SECONDS = 300;

  private PodRules() {}

  /** Completes a new pod, in place. */
  static void complete(ObjectNode pod) {
    ObjectNode spec = pod.withObjectProperty("spec");
    for (String list : CONTAINERS) {
      spec.path(list).forEach(PodRules::completeContainer);
    }
    putIfMissing(spec, "serviceAccountName", spec.path("serviceAccount").asText("default"));
    spec.put("serviceAccount", spec.path("serviceAccountName").asText());
    putIfMissing(spec, "preemptionPolicy", "PreemptLowerPriority");
    if (!spec.has("priority")) {
      spec.put("priority", 0);
    }
    tolerate(spec, "node.kubernetes.io/not-ready");
    tolerate(spec, "node.kubernetes.io/unreachable");
    pod.putObject("status").put("phase", "Pending").put("qosClass", qosClass(spec));
  }

  private static void completeContainer(JsonNode node) {
    if (node instanceof ObjectNode container) {
      String image = container.path("image").asText();
      boolean moving = image.endsWith(":latest") || !image.matches(".*[:@][^/]*");
      putIfMissing(container, "imagePullPolicy", moving ? "Always" : "IfNotPresent");
      if (!container.has("resources")) {
        container.putObject("resources");
      }
    }
  }

  private static void putIfMissing(ObjectNode object, String field, String value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  /** For a while, unless the pod says for how long itself. */
  private static void tolerate(ObjectNode spec, String key) {
    ArrayNode tolerations = spec.withArrayProperty("tolerations");
    for (JsonNode present : tolerations) {
      if (present.path("key").asText().equals(key)) {
        return;
      }
    }
    tolerations
        .addObject()
        .put("effect", "NoExecute")
        .put("key", key)
        .put("operator", "Exists")
        .put("tolerationSeconds", TOLERATION_SECONDS);
  }

  private static String qosClass(JsonNode spec) {
    boolean any = false;
    boolean guaranteed = true;
    for (String list : CONTAINERS) {
      for (JsonNode container : spec.path(list)) {
        JsonNode resources = container.path("resources");
        for (String name : LIMITED) {
          JsonNode limit = resources.path("limits").path(name);
          JsonNode request = resources.path("requests").path(name);
          any |= !limit.isMissingNode() || !request.isMissingNode();
          guaranteed &=
              !limit.isMissingNode() && (request.isMissingNode() || request.equals(limit));
        }
      }
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
  }

  /**
   * Which fields were changed that must not. The node may be written once: machines take pods that
   * way, where a cluster's scheduler uses {@code binding}.
   */
  static void check(ObjectNode before, ObjectNode after, List<FieldProblem> problems) {
    if (before.isEmpty()) {
      return;
    }
    ObjectNode had = fixed(before);
    ObjectNode has = fixed(after);
    if (had.path("nodeName").asText().isEmpty()) {
      has.remove("nodeName");
      had.remove("nodeName");
    }
    if (!TreeEquality.same(had, has)) {
      problems.add(
          new FieldProblem(
              "spec",
              "FieldValueForbidden",
              "Forbidden: pod updates may not change fields other than"
                  + " `spec.containers[*].image`,`spec.initContainers[*].image`,"
                  + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
                  + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if"
                  + " it was previously negative)"));
    }
  }

  private static ObjectNode fixed(ObjectNode pod) {
    ObjectNode spec = pod.path("spec").deepCopy();
    spec.remove(List.of("activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds"));
    for (String list : CONTAINERS) {
      spec.path(list).forEach(c -> ((ObjectNode) c).remove("image"));
    }
    return spec;
  }
}
