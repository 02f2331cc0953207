package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.OpenApiDocuments;
import io.wherry.apiserver.objects.KindCatalog;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * OpenAPI documents, built when first asked for and kept until the kinds change; kept as text,
 * which takes a tenth of the memory of trees.
 */
final class OpenApiHandler {
  private record Built(long revision, byte[] document) {}

  /**
   * Clients keep documents by URL, for ever. Revisions of another data directory on the same port
   * are the same numbers, and another release has other built-in kinds: so each run has its own.
   */
  private final String run = UUID.randomUUID().toString().substring(0, 8);

  private final KindCatalog catalog;
  private final OpenApiDocuments documents;
  private final Map<String, Built> built = new ConcurrentHashMap<>();

  OpenApiHandler(KindCatalog catalog, OpenApiDocuments documents) {
    this.catalog = catalog;
    this.documents = documents;
  }

  static boolean serves(String path) {
    return path.equals("/openapi/v2")
        || path.equals("/openapi/v3")
        || path.startsWith("/openapi/v3/");
  }

  void handle(Exchange exchange) throws IOException {
    String path = exchange.path();
    if (!exchange.method().equals("GET")) {
      throw ApiFailure.methodNotAllowed();
    }
    if (path.equals("/openapi/v3")) {
      Replies.json(exchange, 200, index());
    } else if (path.equals("/openapi/v2")) {
      v2(exchange);
    } else {
      byte[] document =
          cached(path, () -> Replies.bytes(v3(path.substring("/openapi/v3/".length()))));
      Replies.raw(exchange, 200, Replies.JSON_TYPE, document);
    }
  }

  private void v2(Exchange exchange) throws IOException {
    String accept = exchange.headers("Accept");
    String path = exchange.path();
    if (accept.replace("@v", ".v").contains(documents.v2MediaType())) {
      byte[] document = cached(path + "#", () -> documents.v2Bytes(catalog.all()));
      Replies.raw(exchange, 200, documents.v2MediaType(), document);
    } else if (accept.isEmpty() || accept.contains("json") || accept.contains("*/*")) {
      byte[] document = cached(path, () -> Replies.bytes(documents.v2(catalog.all())));
      Replies.raw(exchange, 200, Replies.JSON_TYPE, document);
    } else {
      throw ApiFailure.of(
          406,
          "NotAcceptable",
          "only the following media types are accepted: application/json, "
              + documents.v2MediaType());
    }
  }

  private byte[] cached(String path, Supplier<byte[]> build) {
    long revision = catalog.revision();
    Built known = built.get(path);
    if (known == null || known.revision() != revision) {
      known = new Built(revision, build.get());
      built.put(path, known);
    }
    return known.document();
  }

  private ObjectNode index() {
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    ObjectNode paths = index.putObject("paths");
    Set<String> all = new LinkedHashSet<>();
    catalog.all().forEach(k -> all.add(path(k)));
    for (String path : all) {
      String url = "/openapi/v3/" + path + "?hash=" + run + "-" + catalog.revision();
      paths.putObject(path).put("serverRelativeURL", url);
    }
    return index;
  }

  private ObjectNode v3(String wanted) {
    List<KindDefinition> kinds =
        catalog.all().stream().filter(k -> path(k).equals(wanted)).toList();
    if (kinds.isEmpty()) {
      throw ApiFailure.noSuchPath();
    }
    var ref = kinds.getFirst().ref();
    return documents.v3(ref.group(), ref.version(), kinds);
  }

  private static String path(KindDefinition kind) {
    return (kind.ref().group().isEmpty() ? "api/" : "apis/") + kind.ref().apiVersion();
  }
}
