package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.KindDefinition;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for {@code metadata} that hold for every kind. */
final class Metadata {
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "generateName",
          "namespace",
          "labels",
          "annotations",
          "finalizers",
          "ownerReferences",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "selfLink");
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
  private static final Pattern LABEL_NAME =
      Pattern.compile("([a-z0-9.-]{1,253}/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]");

  /** Kubernetes' alphabet for generated names: no vowels, nothing that reads like another. */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX_LENGTH = 5;
  private static final int LONGEST_PREFIX = 58;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Metadata() {}

  /** The metadata object; created when it is missing. @throws ApiFailure 400 if it is no object */
  static ObjectNode of(ObjectNode object) {
    JsonNode node = object.path("metadata");
    if (node.isMissingNode() || node.isNull()) {
      return object.putObject("metadata");
    }
    if (node instanceof ObjectNode metadata) {
      return metadata;
    }
    throw ApiFailure.badRequest("the object's metadata is not a JSON object");
  }

  /** Removes what no metadata has; returns the paths. */
  static List<String> prune(ObjectNode metadata) {
    List<String> unknown = new ArrayList<>();
    metadata
        .fieldNames()
        .forEachRemaining(f -> {
          if (!FIELDS.contains(f)) {
            unknown.add(f);
          }
        });
    metadata.remove(unknown);
    metadata.remove("selfLink");
    return unknown.stream().map(f -> "metadata." + f).toList();
  }

  static String generateName(String prefix) {
    StringBuilder name =
        new StringBuilder(prefix.substring(0, Math.min(prefix.length(), LONGEST_PREFIX)));
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      name.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }

  /** What is wrong with names, labels, annotations, owners and finalizers. */
  static List<FieldProblem> check(KindDefinition kind, ObjectNode metadata) {
    List<FieldProblem> problems = new ArrayList<>();
    FieldProblem name = checkName(kind, metadata.path("name").asText());
    if (name != null) {
      problems.add(name);
    }
    metadata
        .path("labels")
        .properties()
        .forEach(e -> {
          checkKey("metadata.labels", e.getKey(), problems);
          checkLabelValue(e.getValue(), problems);
        });
    metadata
        .path("annotations")
        .properties()
        .forEach(e -> {
          checkKey("metadata.annotations", e.getKey(), problems);
          if (!e.getValue().isTextual()) {
            problems.add(typeProblem("metadata.annotations." + e.getKey(), e.getValue()));
          }
        });
    checkOwners(metadata.path("ownerReferences"), problems);
    return problems;
  }

  private static @Nullable FieldProblem checkName(KindDefinition kind, String name) {
    if (AccessRules.concern(kind.ref()) && !name.isEmpty()) {
      return checkPathSegment(name);
    }
    boolean label = kind.ref().kind().equals("Namespace") && kind.ref().group().isEmpty();
    Pattern pattern = label ? DNS_LABEL : SUBDOMAIN;
    int longest = label ? 63 : 253;
    if (name.isEmpty()) {
      return new FieldProblem(
          "metadata.name",
          "FieldValueRequired",
          "Required value: name or generateName is required");
    }
    if (name.length() > longest) {
      return new FieldProblem(
          "metadata.name",
          "FieldValueInvalid",
          "Invalid value: \"" + name + "\": must be no more than " + longest + " characters");
    }
    return pattern.matcher(name).matches()
        ? null
        : new FieldProblem(
            "metadata.name",
            "FieldValueInvalid",
            "Invalid value: \"" + name + "\": " + (label ? labelRule() : subdomainRule()));
  }

  /** Names of roles may have colons and capitals, but must fit in a path. */
  private static @Nullable FieldProblem checkPathSegment(String name) {
    String why =
        name.equals(".") || name.equals("..")
            ? "may not be '" + name + "'"
            : name.contains("/")
                ? "may not contain '/'"
                : name.contains("%") ? "may not contain '%'" : "";
    return why.isEmpty()
        ? null
        : new FieldProblem(
            "metadata.name", "FieldValueInvalid", "Invalid value: \"" + name + "\": " + why);
  }

  private static String labelRule() {
    return "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
        + " and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
        + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  }

  private static String subdomainRule() {
    return "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
        + " or '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
        + " regex used for validation is"
        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  }

  private static void checkKey(String field, String key, List<FieldProblem> problems) {
    if (!LABEL_NAME.matcher(key).matches()) {
      problems.add(
          new FieldProblem(
              field,
              "FieldValueInvalid",
              "Invalid value: \""
                  + key
                  + "\": name part must consist of alphanumeric characters,"
                  + " '-', '_' or '.', and must start and end with an alphanumeric character"
                  + " (e.g. 'MyName', or 'my.name', or '123-abc', regex used for validation is"
                  + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"));
    }
  }

  private static void checkLabelValue(JsonNode value, List<FieldProblem> problems) {
    if (!value.isTextual()) {
      problems.add(typeProblem("metadata.labels", value));
    } else if (value.asText().length() > 63) {
      problems.add(
          new FieldProblem(
              "metadata.labels",
              "FieldValueInvalid",
              "Invalid value: \"" + value.asText() + "\": must be no more than 63 characters"));
    } else if (!LABEL_VALUE.matcher(value.asText()).matches()) {
      problems.add(
          new FieldProblem(
              "metadata.labels",
              "FieldValueInvalid",
              "Invalid value: \""
                  + value.asText()
                  + "\": a valid label must be an empty string or"
                  + " consist of alphanumeric characters, '-', '_' or '.', and must start and end"
                  + " with an alphanumeric character (e.g. 'MyValue', or 'my_value', or '12345',"
                  + " regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"));
    }
  }

  private static void checkOwners(JsonNode owners, List<FieldProblem> problems) {
    int i = 0;
    for (JsonNode owner : owners) {
      for (String field : List.of("apiVersion", "kind", "name", "uid")) {
        if (owner.path(field).asText().isEmpty()) {
          String path = "metadata.ownerReferences[" + i + "]." + field;
          problems.add(
              new FieldProblem(
                  path, "FieldValueRequired", "Required value: " + field + " must not be empty"));
        }
      }
      i++;
    }
  }

  private static FieldProblem typeProblem(String field, JsonNode value) {
    return new FieldProblem(
        field, "FieldValueTypeInvalid", "Invalid value: " + value + ": must be a string");
  }
}
