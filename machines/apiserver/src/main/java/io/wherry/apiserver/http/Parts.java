package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.http.ApiResources.GroupVersion;
import io.wherry.apiserver.http.ApiResources.Line;
import io.wherry.apiserver.objects.DeleteOptions;
import io.wherry.apiserver.objects.Evictions;
import io.wherry.apiserver.objects.KindCatalog;
import io.wherry.apiserver.objects.ObjectReads;
import io.wherry.apiserver.objects.ObjectWrites;
import io.wherry.apiserver.objects.Part;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Subresources that are more than half of the stored object: log, eviction, scale, finalize. */
final class Parts {
  private static final KindDefinition.Names NO_NAMES = KindDefinition.Names.of("");

  /** The handlers that parts are passed on to. */
  record Doors(Evictions evictions, PodLogs logs, Scales scales, TokenRequests tokens) {}

  private final ObjectReads reads;
  private final ObjectWrites writes;
  private final Evictions evictions;
  private final PodLogs logs;
  private final Scales scales;
  private final TokenRequests tokens;
  private final Bodies bodies;

  Parts(ResourceHandler.Verbwork objects, Doors doors, Bodies bodies) {
    this.reads = objects.reads();
    this.writes = objects.writes();
    this.evictions = doors.evictions();
    this.logs = doors.logs();
    this.bodies = bodies;
    this.scales = doors.scales();
    this.tokens = doors.tokens();
  }

  /** What discovery shows of them for one kind. */
  static Stream<Line> lines(KindDefinition kind) {
    KindRef ref = kind.ref();
    if (ref.equals(Kinds.POD)) {
      return Stream.of(
          line(ref, "log", "Pod", List.of("get")),
          line(ref, "eviction", "Eviction", List.of("create")),
          line(ref, "exec", "PodExecOptions", List.of("create", "get")),
          line(ref, "attach", "PodAttachOptions", List.of("create", "get")));
    }
    if (ref.equals(Kinds.SERVICE_ACCOUNT)) {
      return Stream.of(line(ref, "token", "TokenRequest", List.of("create")));
    }
    if (ref.equals(Kinds.NAMESPACE)) {
      return Stream.of(line(ref, "finalize", "Namespace", List.of("update")));
    }
    return kind.subresources().contains(KindDefinition.Subresource.SCALE)
        ? Stream.of(line(ref, "scale", "Scale", Verbs.STATUS))
        : Stream.of();
  }

  private static Line line(KindRef ref, String part, String kind, List<String> verbs) {
    GroupVersion owner = new GroupVersion(ref.group(), ref.version());
    return new Line(owner, ref.plural() + "/" + part, kind, ref.scope(), verbs, NO_NAMES);
  }

  /** Group and version of the kind that a part is read and written as. */
  static GroupVersion answer(Line line) {
    return switch (line.isSubresource() ? line.kind() : "") {
      case "Eviction" -> new GroupVersion("policy", "v1");
      case "Scale" -> new GroupVersion("autoscaling", "v1");
      case "TokenRequest" -> new GroupVersion("authentication.k8s.io", "v1");
      default -> line.owner();
    };
  }

  boolean serves(KindDefinition kind, ResourcePath path) {
    KindRef ref = kind.ref();
    return switch (path.subresource()) {
      case "log", "eviction" -> ref.equals(Kinds.POD);
      case "finalize" -> ref.equals(Kinds.NAMESPACE);
      case "token" -> ref.equals(Kinds.SERVICE_ACCOUNT);
      case "scale" -> kind.subresources().contains(KindDefinition.Subresource.SCALE);
      default -> false;
    };
  }

  void handle(Exchange exchange, KindDefinition kind, ResourcePath path) throws IOException {
    switch (path.subresource()) {
      case "log" -> logs.handle(exchange, reads.get(kind, path.namespace(), path.name()));
      case "eviction" -> evict(exchange, kind, path);
      case "finalize" -> finish(exchange, kind, path);
      case "token" -> tokens.handle(exchange, path);
      default -> scales.handle(exchange, kind, path);
    }
  }

  private void evict(Exchange exchange, KindDefinition kind, ResourcePath path) throws IOException {
    requireMethod(exchange, "POST");
    ObjectNode eviction = bodies.object(exchange);
    String name = eviction.at("/metadata/name").asText(path.name());
    if (!name.isEmpty() && !name.equals(path.name())) {
      throw ApiFailure.badRequest("name in URL does not match name in Eviction object");
    }
    ObjectNode body =
        eviction.path("deleteOptions") instanceof ObjectNode given
            ? given
            : JsonNodeFactory.instance.objectNode();
    DeleteOptions options = QueryOptions.delete(exchange, body);
    ObjectKey key = new ObjectKey(KindCatalog.bucket(kind.ref()), path.namespace(), path.name());
    evictions.evict(kind, new Evictions.Wish(key, eviction, options));
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    Replies.json(exchange, 201, status.put("status", "Success").put("code", 201));
  }

  /** Whoever holds a namespace lets it go; nothing else can be changed here. */
  private void finish(Exchange exchange, KindDefinition kind, ResourcePath path)
      throws IOException {
    requireMethod(exchange, "PUT");
    JsonNode wanted = bodies.object(exchange).path("spec").path("finalizers");
    ObjectNode next = reads.get(kind, "", path.name()).deepCopy();
    ObjectNode spec = next.withObjectProperty("spec");
    if (wanted instanceof ArrayNode finalizers && !finalizers.isEmpty()) {
      spec.set("finalizers", finalizers);
    } else {
      spec.remove("finalizers");
    }
    var target = new ObjectWrites.Target(kind, "", path.name(), Part.MAIN);
    ObjectNode written = writes.update(target, next, QueryOptions.write(exchange));
    Replies.json(exchange, 200, written);
  }

  private static void requireMethod(Exchange exchange, String method) {
    if (!exchange.method().equals(method)) {
      throw ApiFailure.methodNotAllowed();
    }
  }
}
