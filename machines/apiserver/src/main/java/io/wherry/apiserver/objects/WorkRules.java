package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.FieldProblem;
import java.util.List;

/**
 * What upstream's API server adds to Jobs and disruption budgets, and demands of them.
 *
 * @source Kubernetes API reference, batch/v1 Job and policy/v1 PodDisruptionBudget
 */
final class WorkRules {
  private static final List<String> FIXED = List.of("selector", "completions", "template");

  /** Rather refused than ignored. */
  private static final List<String> UNSERVED =
      List.of("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy");

  private WorkRules() {}

  /**
   * Defaults and the selector of a job; its uid must be set. On updates as well: a server-side
   * apply drops what its manager owned by creating the job and does not name.
   */
  static void completeJob(ObjectNode job) {
    ObjectNode spec = job.withObjectProperty("spec");
    if (!spec.hasNonNull("parallelism")) {
      if (!spec.hasNonNull("completions")) {
        spec.put("completions", 1);
      }
      spec.put("parallelism", 1);
    }
    putIfMissing(spec, "completionMode", "NonIndexed");
    putIfMissing(spec, "podReplacementPolicy", "TerminatingOrFailed");
    if (!spec.hasNonNull("backoffLimit")) {
      spec.put("backoffLimit", spec.hasNonNull("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
    }
    spec.put("suspend", spec.path("suspend").asBoolean());
    spec.put("manualSelector", spec.path("manualSelector").asBoolean());
    ObjectNode labels =
        spec.withObjectProperty("template")
            .withObjectProperty("metadata")
            .withObjectProperty("labels");
    String name = job.path("metadata").path("name").asText();
    String uid = job.path("metadata").path("uid").asText();
    if (!spec.path("manualSelector").asBoolean()) {
      labels.put("batch.kubernetes.io/controller-uid", uid).put("controller-uid", uid);
      labels.put("batch.kubernetes.io/job-name", name).put("job-name", name);
      if (!spec.hasNonNull("selector")) {
        spec.putObject("selector")
            .putObject("matchLabels")
            .put("batch.kubernetes.io/controller-uid", uid);
      }
    }
  }

  private static void putIfMissing(ObjectNode spec, String field, String value) {
    if (!spec.hasNonNull(field)) {
      spec.put(field, value);
    }
  }

  static void checkJob(ObjectNode before, ObjectNode after, List<FieldProblem> problems) {
    JsonNode spec = after.path("spec");
    for (String field :
        List.of(
            "parallelism",
            "completions",
            "backoffLimit",
            "activeDeadlineSeconds",
            "ttlSecondsAfterFinished")) {
      if (spec.path(field).asLong() < 0) {
        problems.add(
            invalid("spec." + field, spec.path(field), "must be greater than or equal to 0"));
      }
    }
    for (String field : UNSERVED) {
      if (spec.hasNonNull(field)) {
        problems.add(
            new FieldProblem(
                "spec." + field,
                "FieldValueForbidden",
                "Forbidden: is not supported by this server"));
      }
    }
    checkRestart(spec.at("/template/spec"), problems);
    boolean indexed = spec.path("completionMode").asText().equals("Indexed");
    if (indexed && !spec.hasNonNull("completions")) {
      problems.add(
          new FieldProblem(
              "spec.completions",
              "FieldValueRequired",
              "Required value: when completion mode is Indexed"));
    }
    if (!before.isEmpty()) {
      for (String field : FIXED) {
        JsonNode old = before.path("spec").path(field);
        boolean template = field.equals("template");
        if (!old.equals(spec.path(field)) && !(template && wasSuspended(before))) {
          problems.add(invalid("spec." + field, spec.path(field), "field is immutable"));
        }
      }
    }
  }

  /** A job that never ran may still be placed elsewhere. */
  private static boolean wasSuspended(ObjectNode before) {
    return before.path("spec").path("suspend").asBoolean()
        && !before.path("status").has("startTime");
  }

  private static void checkRestart(JsonNode podSpec, List<FieldProblem> problems) {
    String policy = podSpec.path("restartPolicy").asText();
    String field = "spec.template.spec.restartPolicy";
    String valid = "\"OnFailure\", \"Never\"";
    if (policy.isEmpty()) {
      problems.add(
          new FieldProblem(field, "FieldValueRequired", "Required value: valid values: " + valid));
    } else if (!policy.equals("OnFailure") && !policy.equals("Never")) {
      problems.add(
          new FieldProblem(
              field,
              "FieldValueNotSupported",
              "Unsupported value: \"" + policy + "\": supported values: " + valid));
    }
  }

  static void checkBudget(ObjectNode after, List<FieldProblem> problems) {
    JsonNode spec = after.path("spec");
    if (spec.hasNonNull("minAvailable") && spec.hasNonNull("maxUnavailable")) {
      problems.add(invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"));
    }
    for (String field : List.of("minAvailable", "maxUnavailable")) {
      JsonNode value = spec.path(field);
      if (value.isTextual() && !value.asText().matches("[0-9]{1,9}%")) {
        problems.add(
            invalid(
                "spec." + field,
                value,
                "a valid percent string must be a numeric string"
                    + " followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is"
                    + " '[0-9]+%')"));
      } else if (value.isNumber() && value.asLong() < 0) {
        problems.add(invalid("spec." + field, value, "must be greater than or equal to 0"));
      }
    }
  }

  private static FieldProblem invalid(String field, JsonNode value, String why) {
    return new FieldProblem(field, "FieldValueInvalid", "Invalid value: " + value + ": " + why);
  }
}
