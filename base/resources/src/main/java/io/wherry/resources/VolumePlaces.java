package io.wherry.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.problems.InvalidRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the standalone runtime's volumes are on one node. A shared folder may be mounted elsewhere
 * on each node; volumes in it name the share, not the path. Pure.
 *
 * @param shares folders that this node shares with others, by the share's id
 */
public record VolumePlaces(String nodeName, Map<String, Path> shares) {
  /** Annotation of a PersistentVolume: the share that it lies in. */
  public static final String SHARE = "wherry.io/share";

  /** Label of a node that reaches a share: this and the share's id. */
  public static final String SHARE_LABEL = "share.wherry.io/";

  private static final String HOSTNAME = "kubernetes.io/hostname";

  public VolumePlaces {
    shares = Map.copyOf(shares);
  }

  /**
   * The volume's folder on this node; it is not looked whether it exists.
   *
   * @throws InvalidRequest this node cannot reach it
   */
  public Path folder(Resource volume) {
    Optional<String> share = volume.annotation(SHARE);
    if (share.isPresent()) {
      Path root = shares.get(share.get());
      if (root == null) {
        throw new InvalidRequest(
            "%s lies in share %s, which node %s does not have."
                .formatted(volume, share.get(), nodeName));
      }
      return root.resolve(volume.name());
    }
    Optional<String> path = volume.text("spec", "local", "path");
    if (path.isEmpty()) {
      throw new InvalidRequest(volume + " is not a local volume of this machine.");
    }
    if (!isHere(volume)) {
      throw new InvalidRequest(volume + " lies on another node than " + nodeName + ".");
    }
    return Path.of(path.get());
  }

  private boolean isHere(Resource volume) {
    JsonNode terms = volume.at("spec", "nodeAffinity", "required", "nodeSelectorTerms");
    for (JsonNode term : terms) {
      for (JsonNode e : term.path("matchExpressions")) {
        if (e.path("key").asText().equals(HOSTNAME)) {
          return e.path("values").valueStream().anyMatch(v -> v.asText().equals(nodeName));
        }
      }
    }
    return true;
  }
}
