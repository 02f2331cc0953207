package io.wherry.livemove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The limits and options of live migrations as they are set now: those of the HyperConverged
 * resource, else of the KubeVirt resource, else the defaults.
 *
 * @source live-migration.md section 3.1
 */
record MigrationLimits(ObjectNode options) {
  private static final Map<String, Long> NUMBERS =
      Map.of(
          "parallelMigrationsPerCluster", 5L,
          "parallelOutboundMigrationsPerNode", 2L,
          "completionTimeoutPerGiB", 800L,
          "progressTimeout", 150L);
  private static final List<String> OTHERS =
      List.of("bandwidthPerMigration", "allowAutoConverge", "network");

  static MigrationLimits of(KubeApi api) {
    Optional<JsonNode> platform =
        api.list(Kinds.HYPER_CONVERGED, Selection.ALL).stream()
            .findFirst()
            .map(h -> h.at("spec", "liveMigrationConfig"));
    JsonNode set =
        platform
            .filter(JsonNode::isObject)
            .or(() ->
                api.list(Kinds.KUBE_VIRT, Selection.ALL).stream()
                    .findFirst()
                    .map(k -> k.at("spec", "configuration", "migrations")))
            .orElse(JsonNodeFactory.instance.objectNode());
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    NUMBERS.forEach((name, value) -> {
      long given = set.path(name).asLong(-1);
      options.put(name, given >= 0 ? given : value);
    });
    OTHERS.forEach(name -> {
      if (set.hasNonNull(name)) {
        options.set(name, set.get(name));
      }
    });
    return new MigrationLimits(options);
  }

  long perCluster() {
    return options.path("parallelMigrationsPerCluster").asLong();
  }

  long outboundPerNode() {
    return options.path("parallelOutboundMigrationsPerNode").asLong();
  }
}
