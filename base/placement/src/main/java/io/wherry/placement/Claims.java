package io.wherry.placement;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which nodes reach the volumes of a pod. Pure. */
final class Claims {
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  private final Cluster cluster;

  Claims(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Names of the claims a pod uses, in its own namespace. */
  static List<String> of(Resource pod) {
    List<String> names = new ArrayList<>();
    for (JsonNode volume : pod.items("spec", "volumes")) {
      String claim = volume.at("/persistentVolumeClaim/claimName").asText();
      if (!claim.isEmpty()) {
        names.add(claim);
      }
    }
    return names;
  }

  Optional<String> obstacle(Resource pod, Resource node) {
    for (String name : of(pod)) {
      Optional<Resource> claim = cluster.claim(pod.namespace(), name);
      Optional<String> problem =
          claim.isEmpty()
              ? Optional.of("persistentvolumeclaim \"" + name + "\" not found")
              : obstacleOf(claim.get(), node);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private Optional<String> obstacleOf(Resource claim, Resource node) {
    Optional<Resource> volume = claim.text("spec", "volumeName").flatMap(cluster::volume);
    if (volume.isPresent()) {
      return NodeTerms.match(volume.get().at("spec", "nodeAffinity", "required"), node)
          ? Optional.empty()
          : Optional.of("node(s) had volume node affinity conflict");
    }
    Optional<String> chosen = claim.annotation(SELECTED_NODE);
    if (chosen.isPresent()) {
      return chosen.get().equals(node.name())
          ? Optional.empty()
          : Optional.of("node(s) didn't find available persistent volumes to bind");
    }
    return waitsForConsumer(claim) && reaches(claim, node)
        ? Optional.empty()
        : Optional.of("pod has unbound immediate PersistentVolumeClaims");
  }

  private boolean waitsForConsumer(Resource claim) {
    return storageClass(claim)
        .flatMap(c -> c.text("volumeBindingMode"))
        .filter("WaitForFirstConsumer"::equals)
        .isPresent();
  }

  /** The topology that a class allows; without one every node will do. */
  private boolean reaches(Resource claim, Resource node) {
    List<JsonNode> topologies =
        storageClass(claim).map(c -> c.items("allowedTopologies")).orElse(List.of());
    return topologies.isEmpty()
        || topologies.stream()
            .anyMatch(t -> {
              for (JsonNode e : t.path("matchLabelExpressions")) {
                Optional<String> value = node.label(e.path("key").asText());
                if (value.isEmpty() || !lists(e.path("values"), value.get())) {
                  return false;
                }
              }
              return true;
            });
  }

  private static boolean lists(JsonNode values, String wanted) {
    for (JsonNode value : values) {
      if (value.asText().equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private Optional<Resource> storageClass(Resource claim) {
    return claim.text("spec", "storageClassName").flatMap(cluster::storageClass);
  }
}
