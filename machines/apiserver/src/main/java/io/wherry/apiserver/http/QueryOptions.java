package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.ObjectPatcher.OnConflict;
import io.wherry.apiserver.objects.DeleteOptions;
import io.wherry.apiserver.objects.DeleteOptions.Propagation;
import io.wherry.apiserver.objects.ObjectReads.Freshness;
import io.wherry.apiserver.objects.ObjectReads.ListQuery;
import io.wherry.apiserver.objects.Selector;
import io.wherry.apiserver.objects.WriteOptions;
import io.wherry.apiserver.objects.WriteOptions.DryRun;
import io.wherry.apiserver.objects.WriteOptions.FieldValidation;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the options of a request out of its query and body. */
final class QueryOptions {
  private QueryOptions() {}

  static WriteOptions write(Exchange exchange) {
    return new WriteOptions(
        exchange.user(),
        fieldManager(exchange),
        dryRun(exchange.parameter("dryRun")),
        validation(exchange.parameter("fieldValidation")),
        exchange.flag("force") ? OnConflict.TAKE_OVER : OnConflict.REFUSE,
        new ArrayList<>());
  }

  /** As upstream: the part of the user agent before the slash, unless named. */
  private static String fieldManager(Exchange exchange) {
    String named = exchange.parameter("fieldManager");
    if (named.length() > 128) {
      throw ApiFailure.badRequest("fieldManager: Too long: may not be more than 128 bytes");
    }
    String agent = exchange.header("User-Agent").replaceFirst("[/ ].*", "");
    return !named.isEmpty() ? named : agent.isEmpty() ? "unknown" : agent;
  }

  private static DryRun dryRun(String value) {
    return switch (value) {
      case "" -> DryRun.NONE;
      case "All" -> DryRun.ALL;
      default ->
          throw ApiFailure.badRequest(
              "dryRun: Unsupported value: \"" + value + "\": supported values: \"All\"");
    };
  }

  private static FieldValidation validation(String value) {
    return switch (value) {
      case "", "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      case "Strict" -> FieldValidation.STRICT;
      default ->
          throw ApiFailure.badRequest(
              "fieldValidation: Unsupported value: \""
                  + value
                  + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
    };
  }

  static Selector selector(Exchange exchange, KindDefinition kind, ResourcePath path) {
    String fields = exchange.parameter("fieldSelector");
    if (!path.name().isEmpty()) {
      fields = "metadata.name=" + path.name();
    }
    return Selector.of(kind, path.namespace(), exchange.parameter("labelSelector"), fields);
  }

  static ListQuery list(Exchange exchange, KindDefinition kind, ResourcePath path) {
    String version = exchange.parameter("resourceVersion");
    long revision = version.isEmpty() ? 0 : WatchHandler.revision(version);
    boolean exact = exchange.parameter("resourceVersionMatch").equals("Exact");
    Freshness state = exact ? Freshness.exactly(revision) : Freshness.atLeast(revision);
    return new ListQuery(
        selector(exchange, kind, path),
        exchange.number("limit").orElse(0),
        exchange.parameter("continue"),
        state);
  }

  /** From the body first, then from the query. */
  static DeleteOptions delete(Exchange exchange, ObjectNode body) {
    JsonNode preconditions = body.path("preconditions");
    String policy = body.path("propagationPolicy").asText(exchange.parameter("propagationPolicy"));
    boolean orphans = body.path("orphanDependents").asBoolean(exchange.flag("orphanDependents"));
    String dryRun = body.path("dryRun").path(0).asText(exchange.parameter("dryRun"));
    return new DeleteOptions(
        propagation(orphans && policy.isEmpty() ? "Orphan" : policy),
        text(preconditions.path("uid")),
        text(preconditions.path("resourceVersion")),
        dryRun(dryRun),
        grace(exchange, body.path("gracePeriodSeconds")));
  }

  private static OptionalLong grace(Exchange exchange, JsonNode value) {
    return value.isIntegralNumber()
        ? OptionalLong.of(value.asLong())
        : exchange.number("gracePeriodSeconds");
  }

  private static Optional<String> text(JsonNode node) {
    return node.asText().isEmpty() ? Optional.empty() : Optional.of(node.asText());
  }

  private static Propagation propagation(String policy) {
    return switch (policy) {
      case "", "Background" -> Propagation.BACKGROUND;
      case "Foreground" -> Propagation.FOREGROUND;
      case "Orphan" -> Propagation.ORPHAN;
      default ->
          throw ApiFailure.badRequest(
              "propagationPolicy: Unsupported value: \""
                  + policy
                  + "\": supported values: \"Background\", \"Foreground\", \"Orphan\"");
    };
  }
}
