package io.wherry.openshift;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Everything a cluster has at a moment, by namespace and name. */
final class Estate {
  private final Map<Kind, Map<String, JsonNode>> objects = new EnumMap<>(Kind.class);

  /** Reads it. Blocks. */
  static Estate read(Cluster cluster) {
    Estate estate = new Estate();
    for (Kind kind : Kind.values()) {
      Map<String, JsonNode> all = new LinkedHashMap<>();
      cluster.list(kind.path()).forEach(o -> all.put(key(o), o));
      estate.objects.put(kind, all);
    }
    return estate;
  }

  static String key(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    String namespace = metadata.path("namespace").asText();
    String name = metadata.path("name").asText();
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  Collection<JsonNode> all(Kind kind) {
    return objects.getOrDefault(kind, Map.of()).values();
  }

  Optional<JsonNode> find(Kind kind, String key) {
    return Optional.ofNullable(objects.getOrDefault(kind, Map.of()).get(key));
  }
}
