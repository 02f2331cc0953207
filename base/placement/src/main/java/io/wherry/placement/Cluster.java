package io.wherry.placement;

import io.wherry.resources.Resource;
import java.util.List;
import java.util.Optional;

/** The objects that a placement depends on, as they were at one moment. */
public record Cluster(
    List<Resource> nodes,
    List<Resource> pods,
    List<Resource> claims,
    List<Resource> volumes,
    List<Resource> storageClasses) {
  public Cluster {
    nodes = List.copyOf(nodes);
    pods = List.copyOf(pods);
    claims = List.copyOf(claims);
    volumes = List.copyOf(volumes);
    storageClasses = List.copyOf(storageClasses);
  }

  Optional<Resource> claim(String namespace, String name) {
    return claims.stream()
        .filter(c -> c.namespace().equals(namespace) && c.name().equals(name))
        .findFirst();
  }

  Optional<Resource> volume(String name) {
    return volumes.stream().filter(v -> v.name().equals(name)).findFirst();
  }

  Optional<Resource> storageClass(String name) {
    return storageClasses.stream().filter(c -> c.name().equals(name)).findFirst();
  }
}
