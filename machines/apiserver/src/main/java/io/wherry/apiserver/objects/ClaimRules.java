package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.FieldProblem;
import io.wherry.resources.Quantities;
import java.util.List;

/**
 * What may change in a PersistentVolumeClaim: once the volume that it is bound to, then its size,
 * upwards.
 *
 * @source Kubernetes API reference, core/v1 PersistentVolumeClaim
 */
final class ClaimRules {
  private ClaimRules() {}

  static void check(ObjectNode before, ObjectNode after, List<FieldProblem> problems) {
    if (before.isEmpty()) {
      return;
    }
    boolean bound = before.at("/status/phase").asText().equals("Bound");
    if (!TreeEquality.same(fixed(before, before, bound), fixed(before, after, bound))) {
      problems.add(
          new FieldProblem(
              "spec",
              "FieldValueForbidden",
              "Forbidden: spec is immutable after creation except resources.requests and"
                  + " volumeAttributesClassName for bound claims"));
    } else if (size(after) < size(before)) {
      problems.add(
          new FieldProblem(
              "spec.resources.requests.storage",
              "FieldValueForbidden",
              "Forbidden: field can not be less than status.capacity"));
    }
  }

  /** The spec without what may change now. */
  private static ObjectNode fixed(ObjectNode before, ObjectNode claim, boolean bound) {
    ObjectNode spec = claim.path("spec").deepCopy();
    for (String once : List.of("volumeName", "storageClassName", "volumeMode")) {
      if (before.path("spec").path(once).isMissingNode()) {
        spec.remove(once);
      }
    }
    if (bound) {
      spec.remove("volumeAttributesClassName");
      if (spec.at("/resources/requests") instanceof ObjectNode requests) {
        requests.remove("storage");
      }
    }
    return spec;
  }

  private static long size(ObjectNode claim) {
    JsonNode size = claim.at("/spec/resources/requests/storage");
    return size.isMissingNode() ? 0 : Quantities.bytes(size.asText());
  }
}
