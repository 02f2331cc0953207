package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code fieldSelector} of a list or watch: fields that equal or differ from a value. */
final class FieldSelector {
  private static final Pattern TERM = Pattern.compile("([^=!,]+?)(==|=|!=)([^,]*)");
  private static final Set<String> ALWAYS = Set.of("metadata.name", "metadata.namespace");

  /** Fields that upstream's built-in kinds offer. */
  private static final Map<String, Set<String>> BUILT_IN =
      Map.of(
          "Pod",
              Set.of(
                  "spec.nodeName",
                  "spec.restartPolicy",
                  "spec.schedulerName",
                  "spec.serviceAccountName",
                  "status.phase",
                  "status.podIP"),
          "Event",
              Set.of(
                  "involvedObject.kind",
                  "involvedObject.namespace",
                  "involvedObject.name",
                  "involvedObject.uid",
                  "involvedObject.apiVersion",
                  "involvedObject.resourceVersion",
                  "involvedObject.fieldPath",
                  "reason",
                  "reportingComponent",
                  "source",
                  "type"),
          "Secret", Set.of("type"),
          "Namespace", Set.of("status.phase"),
          "Node", Set.of("spec.unschedulable"),
          "Job", Set.of("status.successful"));

  private FieldSelector() {}

  /** A predicate over the whole object. @throws ApiFailure 400 for a field that is not offered */
  static Predicate<JsonNode> parse(KindDefinition kind, String text) {
    Predicate<JsonNode> all = _ -> true;
    for (String part : text.split(",")) {
      if (!part.isBlank()) {
        all = all.and(term(kind, part.strip()));
      }
    }
    return all;
  }

  private static Predicate<JsonNode> term(KindDefinition kind, String part) {
    Matcher matcher = TERM.matcher(part);
    if (!matcher.matches()) {
      throw ApiFailure.badRequest(
          "invalid field selector: '" + part + "'; can't understand '" + part + "'");
    }
    String field = matcher.group(1);
    if (!offers(kind, field)) {
      throw ApiFailure.badRequest(notOffered(kind, field));
    }
    String wanted = matcher.group(3);
    String stored = EventForms.isConverted(kind.ref()) ? EventForms.corePath(field) : field;
    Predicate<JsonNode> equal = object -> value(object, stored).equals(wanted);
    return matcher.group(2).equals("!=") ? equal.negate() : equal;
  }

  /** Upstream has three ways to say it, depending on where a kind comes from. */
  private static String notOffered(KindDefinition kind, String field) {
    String name = kind.ref().kind();
    if (name.equals("Job")) {
      return "field label \"" + field + "\" not supported for Job";
    }
    return kind.origin() == KindDefinition.Origin.CUSTOM || BUILT_IN.containsKey(name)
        ? "field label not supported: " + field
        : "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            .formatted(field);
  }

  private static boolean offers(KindDefinition kind, String field) {
    return ALWAYS.contains(field)
        || kind.selectableFields().contains("." + field)
        || (kind.origin() == KindDefinition.Origin.BUILT_IN
            && BUILT_IN.getOrDefault(kind.ref().kind(), Set.of()).contains(field));
  }

  private static String value(JsonNode object, String field) {
    JsonNode node = object;
    for (String step : field.split("\\.")) {
      node = node.path(step);
    }
    return node.isObject() ? node.path("component").asText() : node.asText();
  }
}
