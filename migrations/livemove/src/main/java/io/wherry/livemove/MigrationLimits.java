package io.wherry.livemove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
      List.of(
          "bandwidthPerMigration",
          "allowAutoConverge",
          "allowPostCopy",
          "maxDowntimeMs",
          "network");
  private static final String DISRUPTION = "allowWorkloadDisruption";
  private static final String BUDGET = "bandwidthPerNode";
  private static final String INBOUND = "parallelInboundMigrationsPerNode";

  static MigrationLimits of(KubeApi api) {
    JsonNode own =
        api.list(Kinds.KUBE_VIRT, Selection.ALL).stream()
            .findFirst()
            .map(k -> k.at("spec", "configuration", "migrations"))
            .orElse(MissingNode.getInstance());
    JsonNode set =
        api.list(Kinds.HYPER_CONVERGED, Selection.ALL).stream()
            .findFirst()
            .flatMap(MigrationLimits::platform)
            .orElse(own);
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
    boolean disrupt = set.path(DISRUPTION).asBoolean(set.path("allowPostCopy").asBoolean());
    options.put(DISRUPTION, disrupt);
    if (own.path(INBOUND).asLong() > 0) {
      options.set(INBOUND, own.get(INBOUND));
    }
    if (own.hasNonNull(BUDGET)) {
      options.set(BUDGET, own.get(BUDGET));
    }
    return new MigrationLimits(options);
  }

  /** Both versions of the resource. */
  private static Optional<JsonNode> platform(Resource hyperConverged) {
    return Stream.of(
            hyperConverged.at("spec", "liveMigrationConfig"),
            hyperConverged.at("spec", "virtualization", "liveMigrationConfig"))
        .filter(JsonNode::isObject)
        .findFirst();
  }

  /** Migrations that one node takes at a time; 0 is no limit. Only this server knows it. */
  long inboundPerNode() {
    return options.path(INBOUND).asLong();
  }

  /** Bytes per second that all migrations through one node share; 0 is no limit. */
  long bandwidthPerNode() {
    return options.hasNonNull(BUDGET) ? Quantities.bytes(options.get(BUDGET).asText()) : 0;
  }

  long perCluster() {
    return options.path("parallelMigrationsPerCluster").asLong();
  }

  long outboundPerNode() {
    return options.path("parallelOutboundMigrationsPerNode").asLong();
  }
}
