package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Why a namespace that is deleted is still there, in upstream's conditions and words.
 *
 * @source Kubernetes API reference, NamespaceCondition
 */
final class NamespaceConditions {
  private record Found(String type, String status, String reason, String message) {}

  private NamespaceConditions() {}

  /** Writes what is left into the namespace's status. */
  static void describe(ObjectNode namespace, List<StoredObject> left, Instant now) {
    ArrayNode before = namespace.withObjectProperty("status").withArrayProperty("conditions");
    ArrayNode after = JsonNodeFactory.instance.arrayNode();
    for (Found found : conditions(left)) {
      after.add(settled(before, found, now));
    }
    namespace.withObjectProperty("status").set("conditions", after);
  }

  private static List<Found> conditions(List<StoredObject> left) {
    boolean empty = left.isEmpty();
    Map<String, Integer> finalizers = finalizers(left);
    return List.of(
        new Found(
            "NamespaceDeletionDiscoveryFailure",
            "False",
            "ResourcesDiscovered",
            "All resources successfully discovered"),
        new Found(
            "NamespaceDeletionGroupVersionParsingFailure",
            "False",
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed"),
        new Found(
            "NamespaceDeletionContentFailure",
            "False",
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization"),
        new Found(
            "NamespaceContentRemaining",
            empty ? "False" : "True",
            empty ? "ContentRemoved" : "SomeResourcesRemain",
            empty ? "All content successfully removed" : remaining(left)),
        new Found(
            "NamespaceFinalizersRemaining",
            finalizers.isEmpty() ? "False" : "True",
            finalizers.isEmpty() ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
            finalizers.isEmpty()
                ? "All content-preserving finalizers finished"
                : "Some content in the namespace has finalizers remaining: "
                    + finalizers.entrySet().stream()
                        .map(e -> e.getKey() + " in " + e.getValue() + " resource instances")
                        .collect(Collectors.joining(", "))));
  }

  private static String remaining(List<StoredObject> left) {
    Map<String, Integer> kinds = new TreeMap<>();
    for (StoredObject object : left) {
      Bucket bucket = object.key().bucket();
      Integer _ = kinds.merge(bucket.plural() + "." + bucket.group(), 1, Integer::sum);
    }
    return "Some resources are remaining: "
        + kinds.entrySet().stream()
            .map(e -> e.getKey() + " has " + e.getValue() + " resource instances")
            .collect(Collectors.joining(", "));
  }

  private static Map<String, Integer> finalizers(List<StoredObject> left) {
    Map<String, Integer> counts = new TreeMap<>();
    for (StoredObject object : left) {
      for (JsonNode finalizer : object.tree().path("metadata").path("finalizers")) {
        Integer _ = counts.merge(finalizer.asText(), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static ObjectNode settled(ArrayNode before, Found found, Instant now) {
    String since = Times.wire(now);
    for (JsonNode old : before) {
      if (old.path("type").asText().equals(found.type())
          && old.path("status").asText().equals(found.status())) {
        since = old.path("lastTransitionTime").asText();
      }
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", found.type())
        .put("status", found.status())
        .put("lastTransitionTime", since)
        .put("reason", found.reason())
        .put("message", found.message());
  }
}
