package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.SchemaRules;
import io.wherry.apiserver.objects.ObjectWrites.Target;
import io.wherry.apiserver.objects.WriteOptions.FieldValidation;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.TreeSize;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What has to hold before a write is stored, in the order and wording of Kubernetes. */
final class WriteChecks {
  private static final List<String> FIXED =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "generateName");

  /**
   * Of one stored object, in bytes of JSON.
   *
   * @source etcd, max-request-bytes, which bounds objects of Kubernetes
   */
  static final long OBJECT_LIMIT = 1536 * 1024;

  private final SchemaRules schemas;
  private final KindRules kindRules;

  WriteChecks(SchemaRules schemas, KindRules kindRules) {
    this.schemas = schemas;
    this.kindRules = kindRules;
  }

  /** Makes kind, apiVersion and namespace those of the path, or refuses. */
  ObjectNode adoptTarget(Target target, ObjectNode object) {
    KindRef ref = target.kind().ref();
    adoptType(ref, object);
    ObjectNode metadata = Metadata.of(object);
    String namespace = metadata.path("namespace").asText();
    if (!namespace.isEmpty() && !namespace.equals(target.namespace()) && ref.isNamespaced()) {
      throw ApiFailure.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    if (ref.isNamespaced()) {
      metadata.put("namespace", target.namespace());
    } else {
      metadata.remove("namespace");
    }
    String name = metadata.path("name").asText();
    if (!target.name().isEmpty() && !name.equals(target.name())) {
      if (!name.isEmpty()) {
        throw ApiFailure.badRequest(
            "the name of the object ("
                + name
                + ") does not match the name on the URL ("
                + target.name()
                + ")");
      }
      metadata.put("name", target.name());
    }
    return metadata;
  }

  private static void adoptType(KindRef ref, ObjectNode object) {
    String apiVersion = object.path("apiVersion").asText(ref.apiVersion());
    String kind = object.path("kind").asText(ref.kind());
    if (!apiVersion.equals(ref.apiVersion())) {
      throw ApiFailure.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + ref.apiVersion()
              + ")");
    }
    if (!kind.equals(ref.kind())) {
      throw ApiFailure.badRequest(
          ref.kind()
              + " in version \""
              + ref.version()
              + "\" cannot be handled as a "
              + ref.kind()
              + ": the object provided is of kind "
              + kind);
    }
    object.put("apiVersion", apiVersion).put("kind", kind);
  }

  /** The state to store: what the writer may change from {@code wanted}, the rest as it was. */
  ObjectNode prepare(Target target, ObjectNode current, ObjectNode wanted, WriteOptions options) {
    KindDefinition kind = target.kind();
    requireSameObject(kind, current, wanted);
    ObjectNode next = target.part() == Part.STATUS ? current.deepCopy() : wanted;
    if (target.part() == Part.STATUS) {
      copyField(wanted, next, "status");
      copyField(Metadata.of(wanted), Metadata.of(next), "managedFields");
    } else if (kind.hasStatus()) {
      copyField(current, next, "status");
    }
    keepSystemFields(Metadata.of(current), Metadata.of(next));
    kindRules.normalize(kind, next);
    check(kind, current, next, options);
    Generations.settle(kind, current, next);
    return next;
  }

  private static void requireSameObject(
      KindDefinition kind, ObjectNode current, ObjectNode wanted) {
    JsonNode have = current.path("metadata");
    JsonNode want = wanted.path("metadata");
    String name = have.path("name").asText();
    String version = want.path("resourceVersion").asText();
    if (!version.isEmpty()
        && !version.equals("0")
        && !version.equals(have.path("resourceVersion").asText())) {
      throw modified(kind, name);
    }
    String uid = want.path("uid").asText();
    if (!uid.isEmpty() && !uid.equals(have.path("uid").asText())) {
      throw ApiFailure.conflict(
          kind.ref(),
          name,
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + have.path("uid").asText());
    }
  }

  static ApiFailure modified(KindDefinition kind, String name) {
    return ApiFailure.conflict(
        kind.ref(),
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  private static void keepSystemFields(ObjectNode current, ObjectNode next) {
    FIXED.forEach(field -> copyField(current, next, field));
    copyField(current, next, "resourceVersion");
    if (!next.has("managedFields")) {
      copyField(current, next, "managedFields");
    }
  }

  private static void copyField(ObjectNode from, ObjectNode to, String field) {
    JsonNode value = from.get(field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value.deepCopy());
    }
  }

  /** Prunes, defaults and validates {@code after} in place. @throws ApiFailure 400, 413, 422 */
  void check(KindDefinition kind, ObjectNode before, ObjectNode after, WriteOptions options) {
    ObjectNode metadata = Metadata.of(after);
    List<String> unknown = new ArrayList<>(Metadata.prune(metadata));
    unknown.addAll(schemas.pruneAndDefault(kind, after));
    unknown.sort(null);
    reportUnknown(kind, unknown, options);
    List<FieldProblem> problems = new ArrayList<>(Metadata.check(kind, metadata));
    problems.addAll(schemas.validate(kind, before, after));
    problems.addAll(kindRules.check(kind, before, after));
    if (problems.isEmpty() && TreeSize.of(after) > OBJECT_LIMIT) {
      throw ApiFailure.tooLargeObject(OBJECT_LIMIT);
    }
    if (!problems.isEmpty()) {
      throw ApiFailure.invalid(kind.ref(), metadata.path("name").asText(), problems);
    }
  }

  private static void reportUnknown(
      KindDefinition kind, List<String> unknown, WriteOptions options) {
    if (unknown.isEmpty() || options.validation() == FieldValidation.IGNORE) {
      return;
    }
    if (options.validation() == FieldValidation.STRICT) {
      String fields =
          unknown.stream()
              .map(f -> "unknown field \"" + f + "\"")
              .collect(Collectors.joining(", "));
      KindRef ref = kind.ref();
      throw ApiFailure.badRequest(
          ref.kind()
              + " in version \""
              + ref.version()
              + "\" cannot be handled as a "
              + ref.kind()
              + ": strict decoding error: "
              + fields);
    }
    unknown.forEach(f -> options.warnings().add("unknown field \"" + f + "\""));
  }

  /**
   * @throws ApiFailure 404 or 403 unless the namespace exists and stays
   */
  void requireHome(ObjectStore store, Target target, @Nullable ObjectKey home) {
    if (home == null) {
      return;
    }
    ObjectNode namespace =
        store.get(home).orElseThrow(() -> ApiFailure.notFound(Kinds.NAMESPACE, home.name())).tree();
    if (namespace.path("metadata").has("deletionTimestamp")) {
      throw ApiFailure.forbidden(
          target.kind().ref(),
          target.name(),
          "unable to create new content in namespace "
              + home.name()
              + " because it is being terminated");
    }
  }
}
