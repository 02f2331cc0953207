package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.KindDefinition;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What upstream's API server adds to or demands of particular built-in kinds beyond schemas. */
final class KindRules {
  static final String NAMESPACE_FINALIZER = "kubernetes";
  static final String CRD_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

  private final Clock clock;

  KindRules(Clock clock) {
    this.clock = clock;
  }

  /** Completes a new object, in place, before schemas see it. */
  void complete(KindDefinition kind, ObjectNode object) {
    KindRef ref = kind.ref();
    if (is(ref, Kinds.NAMESPACE)) {
      completeNamespace(object);
    } else if (is(ref, Kinds.CRD)) {
      completeCrd(object);
    } else if (is(ref, Kinds.POD)) {
      PodRules.complete(object);
    } else if (is(ref, Kinds.PVC) || is(ref, Kinds.PV)) {
      object.putObject("status").put("phase", "Pending");
    }
    normalize(kind, object);
  }

  /** Brings an object into the form in which it is stored, on create and on update. */
  void normalize(KindDefinition kind, ObjectNode object) {
    if (is(kind.ref(), Kinds.SECRET)) {
      normalizeSecret(object);
    } else if (is(kind.ref(), Kinds.CRD)) {
      normalizeCrd(object);
    } else if (is(kind.ref(), Kinds.NAMESPACE)) {
      labels(object).put("kubernetes.io/metadata.name", name(object));
    } else if (is(kind.ref(), Kinds.JOB)) {
      WorkRules.completeJob(object);
    } else if (AccessRules.concern(kind.ref())) {
      AccessRules.complete(kind.ref(), object);
    }
  }

  /** What is wrong with the object, or with turning {@code before} (empty on create) into it. */
  List<FieldProblem> check(KindDefinition kind, ObjectNode before, ObjectNode after) {
    List<FieldProblem> problems = new ArrayList<>();
    if (is(kind.ref(), Kinds.CRD)) {
      checkCrd(before, after, problems);
    } else if (is(kind.ref(), Kinds.SECRET)) {
      checkSecret(before, after, problems);
    } else if (is(kind.ref(), Kinds.CONFIG_MAP)) {
      checkFrozen(before, after, List.of("data", "binaryData"), problems);
    } else if (is(kind.ref(), Kinds.JOB)) {
      WorkRules.checkJob(before, after, problems);
    } else if (is(kind.ref(), Kinds.POD)) {
      PodRules.check(before, after, problems);
    } else if (is(kind.ref(), Kinds.PVC)) {
      ClaimRules.check(before, after, problems);
    } else if (is(kind.ref(), Kinds.POD_DISRUPTION_BUDGET)) {
      WorkRules.checkBudget(after, problems);
    } else if (is(kind.ref(), Kinds.STORAGE_CLASS)) {
      checkSame(before, after, "provisioner", problems);
      checkSame(before, after, "parameters", problems);
    } else if (AccessRules.concern(kind.ref())) {
      AccessRules.check(kind.ref(), before, after, problems);
    }
    return problems;
  }

  private static boolean is(KindRef ref, KindRef wanted) {
    return ref.group().equals(wanted.group()) && ref.plural().equals(wanted.plural());
  }

  private static void completeNamespace(ObjectNode object) {
    ObjectNode spec = object.withObjectProperty("spec");
    if (!spec.has("finalizers")) {
      spec.putArray("finalizers").add(NAMESPACE_FINALIZER);
    }
    object.putObject("status").put("phase", "Active");
  }

  private static void normalizeSecret(ObjectNode object) {
    if (!object.hasNonNull("type")) {
      object.put("type", "Opaque");
    }
    if (object.remove("stringData") instanceof ObjectNode plain) {
      ObjectNode data = object.withObjectProperty("data");
      for (var entry : plain.properties()) {
        byte[] bytes = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
        data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
  }

  private static void checkSecret(
      ObjectNode before, ObjectNode after, List<FieldProblem> problems) {
    for (var entry : after.path("data").properties()) {
      try {
        byte[] _ = Base64.getDecoder().decode(entry.getValue().asText());
      } catch (IllegalArgumentException _) {
        throw ApiFailure.badRequest(
            "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data in field"
                + " data."
                + entry.getKey());
      }
    }
    checkSame(before, after, "type", problems);
    checkFrozen(before, after, List.of("data"), problems);
  }

  private static void checkFrozen(
      ObjectNode before, ObjectNode after, List<String> fields, List<FieldProblem> problems) {
    if (!before.path("immutable").asBoolean()) {
      return;
    }
    for (String field : fields) {
      if (!before.path(field).equals(after.path(field))) {
        problems.add(
            new FieldProblem(
                field,
                "FieldValueForbidden",
                "Forbidden: field is immutable when `immutable` is set"));
      }
    }
  }

  private static void checkSame(
      ObjectNode before, ObjectNode after, String field, List<FieldProblem> problems) {
    if (!before.isEmpty() && !before.path(field).equals(after.path(field))) {
      problems.add(
          new FieldProblem(
              field,
              "FieldValueInvalid",
              "Invalid value: " + after.path(field) + ": field is immutable"));
    }
  }

  private void completeCrd(ObjectNode object) {
    JsonNode finalizers = Metadata.of(object).withArrayProperty("finalizers");
    ((ArrayNode) finalizers).add(CRD_FINALIZER);
    ObjectNode status = object.putObject("status");
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found");
    condition(
        conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted");
  }

  private void condition(ArrayNode into, String type, String reason, String message) {
    into.addObject()
        .put("type", type)
        .put("status", "True")
        .put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("reason", reason)
        .put("message", message);
  }

  private static void normalizeCrd(ObjectNode object) {
    ObjectNode spec = object.withObjectProperty("spec");
    ObjectNode names = spec.withObjectProperty("names");
    String kind = names.path("kind").asText();
    if (!names.has("singular")) {
      names.put("singular", kind.toLowerCase(Locale.ROOT));
    }
    if (!names.has("listKind")) {
      names.put("listKind", kind + "List");
    }
    if (!spec.has("conversion")) {
      spec.putObject("conversion").put("strategy", "None");
    }
    ObjectNode status = object.withObjectProperty("status");
    status.set("acceptedNames", names.deepCopy());
    if (!status.has("storedVersions")) {
      ArrayNode stored = status.putArray("storedVersions");
      for (JsonNode version : spec.path("versions")) {
        if (version.path("storage").asBoolean()) {
          stored.add(version.path("name").asText());
        }
      }
    }
  }

  private static void checkCrd(ObjectNode before, ObjectNode after, List<FieldProblem> problems) {
    JsonNode spec = after.path("spec");
    String wanted = spec.path("names").path("plural").asText() + "." + spec.path("group").asText();
    if (!name(after).equals(wanted)) {
      problems.add(
          new FieldProblem(
              "metadata.name",
              "FieldValueInvalid",
              "Invalid value: \""
                  + name(after)
                  + "\": must be spec.names.plural+\".\"+spec.group"));
    }
    int storage = 0;
    for (JsonNode version : spec.path("versions")) {
      storage += version.path("storage").asBoolean() ? 1 : 0;
    }
    if (storage != 1) {
      problems.add(
          new FieldProblem(
              "spec.versions",
              "FieldValueInvalid",
              "Invalid value: must have exactly one version marked as storage version"));
    }
    if (!before.isEmpty() && !before.path("spec").path("scope").equals(spec.path("scope"))) {
      problems.add(
          new FieldProblem(
              "spec.scope",
              "FieldValueInvalid",
              "Invalid value: " + spec.path("scope") + ": field is immutable"));
    }
  }

  private static ObjectNode labels(ObjectNode object) {
    return Metadata.of(object).withObjectProperty("labels");
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }
}
