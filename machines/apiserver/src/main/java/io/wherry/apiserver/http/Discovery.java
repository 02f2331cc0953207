package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.http.AggregatedDiscovery.Section;
import io.wherry.apiserver.http.ApiResources.Line;
import io.wherry.resources.KindRef;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code /api}, {@code /apis} and below: which kinds there are, in both forms of discovery. */
final class Discovery {
  private final ApiResources resources;

  Discovery(ApiResources resources) {
    this.resources = resources;
  }

  /** True for paths that this class answers. */
  static boolean serves(String path) {
    return path.matches("/api(/[^/]+)?/?|/apis(/[^/]+){0,2}/?");
  }

  void handle(Exchange exchange) throws IOException {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      throw ApiFailure.methodNotAllowed();
    }
    String[] segments = exchange.path().substring(1).split("/");
    boolean core = segments[0].equals("api");
    String version = AggregatedDiscovery.version(exchange.headers("Accept"));
    if (segments.length == 1 && !version.isEmpty()) {
      Replies.json(
          exchange,
          200,
          AggregatedDiscovery.contentType(version),
          AggregatedDiscovery.document(
              resources.all(), core ? Section.CORE : Section.GROUPS, version));
    } else {
      Replies.json(exchange, 200, core ? core(segments) : groups(segments));
    }
  }

  private ObjectNode core(String[] segments) {
    if (segments.length == 1) {
      ObjectNode versions = JsonNodeFactory.instance.objectNode().put("kind", "APIVersions");
      resources
          .all()
          .getOrDefault("", Map.of())
          .keySet()
          .forEach(versions.putArray("versions")::add);
      versions.putArray("serverAddressByClientCIDRs");
      return versions;
    }
    return resourceList("", segments[1]);
  }

  private ObjectNode groups(String[] segments) {
    if (segments.length == 1) {
      ObjectNode list = JsonNodeFactory.instance.objectNode();
      list.put("kind", "APIGroupList").put("apiVersion", "v1");
      ArrayNode groups = list.putArray("groups");
      resources
          .all()
          .forEach((name, versions) -> {
            if (!name.isEmpty()) {
              groups.add(describe(name, versions));
            }
          });
      return list;
    }
    Map<String, List<Line>> versions = resources.all().get(segments[1]);
    if (versions == null || segments[1].isEmpty()) {
      throw ApiFailure.noSuchPath();
    }
    if (segments.length == 2) {
      return describe(segments[1], versions).put("kind", "APIGroup").put("apiVersion", "v1");
    }
    return resourceList(segments[1], segments[2]);
  }

  private static ObjectNode describe(String name, Map<String, List<Line>> versions) {
    ObjectNode group = JsonNodeFactory.instance.objectNode().put("name", name);
    ArrayNode list = group.putArray("versions");
    for (String version : versions.keySet()) {
      list.addObject().put("groupVersion", name + "/" + version).put("version", version);
    }
    group.set("preferredVersion", list.get(0).deepCopy());
    return group;
  }

  private ObjectNode resourceList(String group, String version) {
    List<Line> lines = resources.all().getOrDefault(group, Map.of()).get(version);
    if (lines == null) {
      throw ApiFailure.noSuchPath();
    }
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode entries = list.putArray("resources");
    for (Line line : lines) {
      ObjectNode entry = entries.addObject();
      entry.put("name", line.path()).put("singularName", line.names().singular());
      entry.put("namespaced", line.scope() == KindRef.Scope.Namespaced).put("kind", line.kind());
      if (!Parts.answer(line).equals(line.owner())) {
        entry.put("group", Parts.answer(line).group());
        entry.put("version", Parts.answer(line).version());
      }
      line.verbs().forEach(entry.putArray("verbs")::add);
      if (!line.names().shortNames().isEmpty()) {
        line.names().shortNames().forEach(entry.putArray("shortNames")::add);
      }
      if (!line.names().categories().isEmpty()) {
        line.names().categories().forEach(entry.putArray("categories")::add);
      }
    }
    return list;
  }
}
