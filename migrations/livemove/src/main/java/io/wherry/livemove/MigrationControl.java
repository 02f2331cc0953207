package io.wherry.livemove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What holds for a migration under way beside its configuration: the wishes in its annotations, and
 * its share of the nodes' bandwidth. The nodes read it as {@code migrationState.control}.
 *
 * @param problems annotations that mean nothing, for people
 * @source live-migration.md section 8.5
 */
public record MigrationControl(ObjectNode values, List<String> problems) {
  /** Bytes per second, as a quantity; 0 is no limit. */
  public static final String BANDWIDTH = "wherry.io/bandwidth";

  /** How long the guest may stand still at the end, in milliseconds. */
  public static final String MAX_DOWNTIME = "wherry.io/max-downtime-ms";

  /** Whether the guest may be paused when time is over. */
  public static final String ALLOW_PAUSE = "wherry.io/allow-pause";

  /** Whether it may go on in post-copy then; prepared only if this was there at the start. */
  public static final String ALLOW_POST_COPY = "wherry.io/allow-post-copy";

  private static final long LONGEST_DOWNTIME = 2_000_000;

  /** Wishes of the migration's annotations. */
  static MigrationControl of(Resource migration) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    List<String> problems = new ArrayList<>();
    Reader reader = new Reader(migration, problems);
    reader.read(BANDWIDTH, MigrationControl::bytes).ifPresent(b -> values.put("bandwidth", b));
    reader
        .read(MAX_DOWNTIME, MigrationControl::millis)
        .ifPresent(m -> values.put("maxDowntimeMs", m));
    Optional<Boolean> pause = reader.read(ALLOW_PAUSE, MigrationControl::truth);
    Optional<Boolean> postCopy = reader.read(ALLOW_POST_COPY, MigrationControl::truth);
    postCopy.ifPresent(p -> values.put("allowPostCopy", p));
    if (pause.isPresent() || postCopy.filter(p -> p).isPresent()) {
      values.put("allowWorkloadDisruption", pause.orElse(false) || postCopy.orElse(false));
    }
    return new MigrationControl(values, List.copyOf(problems));
  }

  /** With what the node's budget leaves to it. */
  MigrationControl sharing(long budget, List<JsonNode> states, JsonNode own) {
    if (budget > 0) {
      List<JsonNode> others =
          states.stream()
              .filter(s -> !s.path("migrationUid").equals(own.path("migrationUid")))
              .toList();
      long busiest =
          Math.max(
              through(others, own.path("sourceNode").asText()),
              through(others, own.path("targetNode").asText()));
      values.put("bandwidthShare", budget / (busiest + 1));
    }
    return this;
  }

  private static long through(List<JsonNode> states, String node) {
    return states.stream()
        .filter(s -> s.hasNonNull("migrationUid") && !s.path("completed").asBoolean())
        .filter(s ->
            s.path("sourceNode").asText().equals(node)
                || s.path("targetNode").asText().equals(node))
        .count();
  }

  private record Reader(Resource migration, List<String> problems) {
    <T> Optional<T> read(String annotation, Function<String, T> meaning) {
      try {
        return migration.annotation(annotation).map(String::trim).map(meaning);
      } catch (InvalidRequest | IllegalArgumentException e) {
        problems.add(
            "The annotation %s: '%s' means nothing here and is ignored: %s"
                .formatted(
                    annotation, migration.annotation(annotation).orElse(""), e.getMessage()));
        return Optional.empty();
      }
    }
  }

  private static Long bytes(String text) {
    return Quantities.bytes(text);
  }

  private static Long millis(String text) {
    long value = Long.parseLong(text);
    if (value < 1 || value > LONGEST_DOWNTIME) {
      throw new IllegalArgumentException("it must be 1 to " + LONGEST_DOWNTIME);
    }
    return value;
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("it must be true or false");
    };
  }
}
