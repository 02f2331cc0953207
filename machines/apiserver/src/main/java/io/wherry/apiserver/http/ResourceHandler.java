package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.ObjectPatcher;
import io.wherry.apiserver.objects.DeleteOptions;
import io.wherry.apiserver.objects.Deletions;
import io.wherry.apiserver.objects.KindCatalog;
import io.wherry.apiserver.objects.ListPage;
import io.wherry.apiserver.objects.ObjectReads;
import io.wherry.apiserver.objects.ObjectWrites;
import io.wherry.apiserver.objects.ObjectWrites.Patch;
import io.wherry.apiserver.objects.ObjectWrites.Target;
import io.wherry.apiserver.objects.ObjectWrites.Written;
import io.wherry.apiserver.objects.Part;
import io.wherry.apiserver.objects.WriteOptions;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.resources.KindRef;
import java.io.IOException;
import java.util.Arrays;

/** The verbs on stored objects: get, list, create, update, patch, delete. */
final class ResourceHandler {
  /** What the verbs act on. */
  record Verbwork(ObjectReads reads, ObjectWrites writes, Deletions deletions) {}

  private final Verbwork objects;
  private final WatchHandler watches;
  private final Shapes shapes;
  private final Bodies bodies;

  ResourceHandler(Verbwork objects, WatchHandler watches, Shapes shapes, Bodies bodies) {
    this.objects = objects;
    this.watches = watches;
    this.shapes = shapes;
    this.bodies = bodies;
  }

  void handle(Exchange exchange, KindDefinition kind, ResourcePath path) throws IOException {
    requireScope(kind, path);
    boolean collection = path.name().isEmpty();
    switch (exchange.method()) {
      case "GET", "HEAD" -> read(exchange, kind, path);
      case "POST" -> {
        requireForm(collection);
        create(exchange, kind, path);
      }
      case "PUT" -> {
        requireForm(!collection);
        update(exchange, kind, path);
      }
      case "PATCH" -> {
        requireForm(!collection);
        patch(exchange, kind, path);
      }
      case "DELETE" -> {
        requireForm(path.subresource().isEmpty());
        delete(exchange, kind, path);
      }
      default -> throw ApiFailure.methodNotAllowed();
    }
  }

  private static void requireForm(boolean right) {
    if (!right) {
      throw ApiFailure.methodNotAllowed();
    }
  }

  /** A namespaced object needs its namespace in the path; a cluster-wide one must not have any. */
  static void requireScope(KindDefinition kind, ResourcePath path) {
    requirePlace(kind, path);
    boolean unknownPart =
        !path.subresource().isEmpty() && !(path.subresource().equals("status") && kind.hasStatus());
    if (unknownPart) {
      throw ApiFailure.noSuchPath();
    }
  }

  /** As {@link #requireScope} for parts that are handled elsewhere. */
  static void requirePlace(KindDefinition kind, ResourcePath path) {
    boolean namespaced = kind.ref().isNamespaced();
    boolean missing = namespaced && path.namespace().isEmpty() && !path.name().isEmpty();
    boolean extra = !namespaced && !path.namespace().isEmpty();
    if (missing || extra) {
      throw ApiFailure.noSuchPath();
    }
  }

  private void read(Exchange exchange, KindDefinition kind, ResourcePath path) throws IOException {
    if (exchange.flag("watch")) {
      watches.stream(exchange, kind, QueryOptions.selector(exchange, kind, path));
      return;
    }
    Accept accept = Accept.of(exchange);
    String include = exchange.parameter("includeObject");
    if (path.name().isEmpty()) {
      ListPage page = objects.reads().list(kind, QueryOptions.list(exchange, kind, path));
      Replies.json(exchange, 200, shapes.list(kind, page, accept, include));
    } else {
      ObjectNode object = objects.reads().get(kind, path.namespace(), path.name());
      Replies.json(exchange, 200, shapes.object(kind, object, accept, include));
    }
  }

  private void create(Exchange exchange, KindDefinition kind, ResourcePath path)
      throws IOException {
    ObjectNode body = bodies.object(exchange);
    if (kind.ref().isNamespaced() && path.namespace().isEmpty()) {
      throw ApiFailure.methodNotAllowed();
    }
    WriteOptions options = QueryOptions.write(exchange);
    Target target = new Target(kind, path.namespace(), "", Part.MAIN);
    ObjectNode created =
        TypeErrors.translated(kind, () -> objects.writes().create(target, body, options));
    reply(exchange, 201, kind, created, options);
  }

  private void update(Exchange exchange, KindDefinition kind, ResourcePath path)
      throws IOException {
    ObjectNode body = bodies.object(exchange);
    WriteOptions options = QueryOptions.write(exchange);
    ObjectNode updated =
        TypeErrors.translated(
            kind, () -> objects.writes().update(target(kind, path), body, options));
    reply(exchange, 200, kind, updated, options);
  }

  private void patch(Exchange exchange, KindDefinition kind, ResourcePath path) throws IOException {
    String media = Bodies.mediaType(exchange);
    ObjectPatcher.Type type =
        Arrays.stream(ObjectPatcher.Type.values())
            .filter(t -> t.contentType().equals(media))
            .findFirst()
            .orElseThrow(ResourceHandler::unknownPatch);
    JsonNode body = bodies.value(exchange);
    WriteOptions options = QueryOptions.write(exchange);
    if (type == ObjectPatcher.Type.APPLY && exchange.parameter("fieldManager").isEmpty()) {
      throw ApiFailure.of(
          422,
          "Invalid",
          "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for"
              + " apply patch");
    }
    Written written = objects.writes().patch(target(kind, path), new Patch(type, body), options);
    int code = written.effect() == Written.Effect.CREATED ? 201 : 200;
    reply(exchange, code, kind, written.object(), options);
  }

  private static ApiFailure unknownPatch() {
    return ApiFailure.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json-patch+json, application/merge-patch+json,"
            + " application/strategic-merge-patch+json, application/apply-patch+yaml");
  }

  private static Target target(KindDefinition kind, ResourcePath path) {
    Part part = path.subresource().equals("status") ? Part.STATUS : Part.MAIN;
    return new Target(kind, path.namespace(), path.name(), part);
  }

  private void reply(
      Exchange exchange, int code, KindDefinition kind, ObjectNode object, WriteOptions options)
      throws IOException {
    Replies.warn(exchange, options.warnings());
    Accept accept = Accept.of(exchange);
    String include = exchange.parameter("includeObject");
    Replies.json(exchange, code, shapes.object(kind, object, accept, include));
  }

  private void delete(Exchange exchange, KindDefinition kind, ResourcePath path)
      throws IOException {
    DeleteOptions options = QueryOptions.delete(exchange, bodies.optionalObject(exchange));
    if (path.name().isEmpty()) {
      deleteCollection(exchange, kind, path, options);
      return;
    }
    ObjectKey key = new ObjectKey(KindCatalog.bucket(kind.ref()), path.namespace(), path.name());
    ObjectNode answer =
        switch (objects.deletions().delete(kind, key, options)) {
          case Deletions.Deleted.Gone(var last) -> success(kind.ref(), last);
          case Deletions.Deleted.Marked(var now) ->
              shapes.object(kind, now, Accept.of(exchange), exchange.parameter("includeObject"));
        };
    Replies.json(exchange, 200, answer);
  }

  private void deleteCollection(
      Exchange exchange, KindDefinition kind, ResourcePath path, DeleteOptions options)
      throws IOException {
    if (kind.ref().isNamespaced() && path.namespace().isEmpty()) {
      throw ApiFailure.methodNotAllowed();
    }
    ListPage page = objects.reads().list(kind, QueryOptions.list(exchange, kind, path));
    for (ObjectNode object : page.items()) {
      String name = object.path("metadata").path("name").asText();
      ObjectKey key = new ObjectKey(KindCatalog.bucket(kind.ref()), path.namespace(), name);
      deleteOne(kind, key, options);
    }
    Replies.json(exchange, 200, shapes.list(kind, page, Accept.OBJECT, ""));
  }

  private void deleteOne(KindDefinition kind, ObjectKey key, DeleteOptions options) {
    try {
      Deletions.Deleted _ = objects.deletions().delete(kind, key, options);
    } catch (ApiFailure e) {
      if (e.code() != 404) { // somebody else was faster
        throw e;
      }
    }
  }

  private static ObjectNode success(KindRef ref, ObjectNode last) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    ObjectNode details = status.put("status", "Success").putObject("details");
    details.put("name", last.path("metadata").path("name").asText());
    if (!ref.group().isEmpty()) {
      details.put("group", ref.group());
    }
    details.put("kind", ref.plural());
    details.put("uid", last.path("metadata").path("uid").asText());
    return status;
  }
}
