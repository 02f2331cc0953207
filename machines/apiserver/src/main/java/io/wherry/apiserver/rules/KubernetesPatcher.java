package io.wherry.apiserver.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.ObjectPatcher;
import io.wherry.apiserver.patch.ApplyConflict;
import io.wherry.apiserver.patch.FieldWriter;
import io.wherry.apiserver.patch.JsonPatch;
import io.wherry.apiserver.patch.MergePatch;
import io.wherry.apiserver.patch.PatchRefused;
import io.wherry.apiserver.patch.ServerSideApply;
import io.wherry.apiserver.patch.StrategicMergePatch;
import io.wherry.apiserver.patch.UpdateTracking;
import io.wherry.apiserver.schema.SchemaNode;
import io.wherry.resources.KindRef;
import java.util.List;
import java.util.stream.Collectors;

/** Applies patches of all types and keeps the books of field owners. */
final class KubernetesPatcher implements ObjectPatcher {
  private final KindSchemas schemas;

  KubernetesPatcher(KindSchemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public ObjectNode patch(
      KindDefinition kind, Type type, ObjectNode current, JsonNode body, Writer writer) {
    try {
      return patched(kind, type, current, body, writer);
    } catch (ApplyConflict e) {
      List<FieldProblem> causes =
          e.conflicts().stream()
              .map(c -> new FieldProblem(c.field(), "FieldManagerConflict", c.message()))
              .toList();
      throw ApiFailure.applyConflict(String.valueOf(e.getMessage()), causes);
    } catch (PatchRefused e) {
      throw refused(e);
    }
  }

  private static ApiFailure refused(PatchRefused e) {
    String reason =
        switch (e.httpStatus()) {
          case 400 -> "BadRequest";
          case 413 -> "RequestEntityTooLarge";
          default -> "Invalid";
        };
    return ApiFailure.of(e.httpStatus(), reason, String.valueOf(e.getMessage()));
  }

  private ObjectNode patched(
      KindDefinition kind, Type type, ObjectNode current, JsonNode body, Writer writer) {
    return switch (type) {
      case JSON -> object(JsonPatch.apply(current, body));
      case MERGE -> object(MergePatch.apply(current, object(body)));
      case STRATEGIC -> strategic(kind, current, body);
      case APPLY -> apply(kind, current, object(body), writer);
    };
  }

  private ObjectNode strategic(KindDefinition kind, ObjectNode current, JsonNode body) {
    if (kind.origin() == KindDefinition.Origin.CUSTOM) {
      throw ApiFailure.unsupportedMediaType(
          "the body of the request was in an unknown format - accepted media types include: "
              + "application/json-patch+json, application/merge-patch+json, "
              + "application/apply-patch+yaml");
    }
    return StrategicMergePatch.apply(current, object(body), root(kind));
  }

  private ObjectNode apply(
      KindDefinition kind, ObjectNode current, ObjectNode body, Writer writer) {
    ServerSideApply.OnConflict onConflict =
        writer.onConflict() == OnConflict.TAKE_OVER
            ? ServerSideApply.OnConflict.TAKE_OVER
            : ServerSideApply.OnConflict.REFUSE;
    ObjectNode applied = body;
    if (kind.hasStatus() && writer.subresource().isEmpty() && body.has("status")) {
      applied = body.deepCopy();
      applied.remove("status");
    }
    requireKnownFields(kind, applied);
    return ServerSideApply.apply(
        current, applied, root(kind), fieldWriter(kind, writer), onConflict);
  }

  /** Whoever states fields owns them: a field that no schema has cannot be owned. */
  private void requireKnownFields(KindDefinition kind, ObjectNode applied) {
    List<String> unknown = schemas.of(kind).prune(applied.deepCopy());
    if (unknown.isEmpty()) {
      return;
    }
    String fields =
        unknown.stream()
            .map(path -> "." + path + ": field not declared in schema")
            .collect(Collectors.joining("\n  "));
    JsonNode metadata = applied.path("metadata");
    KindRef ref = kind.ref();
    throw ApiFailure.of(
        500,
        "",
        "failed to create typed patch object (%s/%s; %s/%s, Kind=%s): %s%s"
            .formatted(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                ref.group(),
                ref.version(),
                ref.kind(),
                unknown.size() > 1 ? "errors:\n  " : "",
                fields));
  }

  @Override
  public void track(KindDefinition kind, ObjectNode before, ObjectNode after, Writer writer) {
    UpdateTracking.track(before, after, root(kind), fieldWriter(kind, writer));
  }

  private SchemaNode root(KindDefinition kind) {
    return schemas.of(kind).root();
  }

  private static FieldWriter fieldWriter(KindDefinition kind, Writer writer) {
    return new FieldWriter(
        writer.fieldManager(), kind.ref().apiVersion(), writer.subresource(), writer.now());
  }

  private static ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiFailure.badRequest("the patch does not make an object, but " + node.getNodeType());
  }
}
