package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.http.ApiResources.Line;
import io.wherry.resources.KindRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All kinds in one answer, as clients since Kubernetes 1.26 ask for it. */
final class AggregatedDiscovery {
  private static final String GROUP = "apidiscovery.k8s.io";
  private static final List<String> VERSIONS = List.of("v2", "v2beta1");

  /** Which half of the API. */
  enum Section {
    CORE,
    GROUPS
  }

  private AggregatedDiscovery() {}

  /** The first version in the Accept header; empty when the client wants the older form. */
  static String version(String accept) {
    for (String part : accept.split(",")) {
      String type = part.replace(" ", "");
      if (type.startsWith("application/json") && type.contains("g=" + GROUP)) {
        for (String version : VERSIONS) {
          if (type.contains("v=" + version + ";") || type.endsWith("v=" + version)) {
            return version;
          }
        }
      }
    }
    return "";
  }

  static String contentType(String version) {
    return "application/json;g=" + GROUP + ";v=" + version + ";as=APIGroupDiscoveryList";
  }

  /** Of the core group only ({@code /api}), or of all others ({@code /apis}). */
  static ObjectNode document(
      Map<String, Map<String, List<Line>>> groups, Section section, String version) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("kind", "APIGroupDiscoveryList").put("apiVersion", GROUP + "/" + version);
    document.putObject("metadata");
    ArrayNode items = document.putArray("items");
    groups.forEach((name, versions) -> {
      if (name.isEmpty() == (section == Section.CORE)) {
        items.add(group(name, versions));
      }
    });
    return document;
  }

  private static ObjectNode group(String name, Map<String, List<Line>> versions) {
    ObjectNode group = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = group.putObject("metadata");
    if (!name.isEmpty()) {
      metadata.put("name", name);
    }
    metadata.putNull("creationTimestamp");
    ArrayNode list = group.putArray("versions");
    versions.forEach((version, lines) -> {
      ObjectNode entry = list.addObject().put("version", version);
      addResources(entry.putArray("resources"), lines);
      entry.put("freshness", "Current");
    });
    return group;
  }

  private static void addResources(ArrayNode into, List<Line> lines) {
    Map<String, ObjectNode> byPlural = new HashMap<>();
    for (Line line : lines) {
      String plural = line.path().replaceFirst("/.*", "");
      ObjectNode resource = byPlural.get(plural);
      if (resource == null) {
        resource = resource(into.addObject(), line, plural);
        byPlural.put(plural, resource);
      }
      if (line.isSubresource()) {
        ObjectNode sub = resource.withArrayProperty("subresources").addObject();
        sub.put("subresource", line.path().substring(plural.length() + 1));
        sub.set("responseKind", kind(line));
        line.verbs().forEach(sub.putArray("verbs")::add);
      }
    }
  }

  /** A resource that has only subresources has no verbs of its own. */
  private static ObjectNode resource(ObjectNode resource, Line line, String plural) {
    resource.put("resource", plural);
    resource.set("responseKind", kind(line));
    boolean namespaced = line.scope() == KindRef.Scope.Namespaced;
    resource.put("scope", namespaced ? "Namespaced" : "Cluster");
    resource.put("singularResource", line.names().singular());
    ArrayNode verbs = resource.putArray("verbs");
    if (!line.isSubresource()) {
      line.verbs().forEach(verbs::add);
    }
    if (!line.names().shortNames().isEmpty()) {
      line.names().shortNames().forEach(resource.putArray("shortNames")::add);
    }
    if (!line.names().categories().isEmpty()) {
      line.names().categories().forEach(resource.putArray("categories")::add);
    }
    return resource;
  }

  private static ObjectNode kind(Line line) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("group", Parts.answer(line).group())
        .put("version", Parts.answer(line).version())
        .put("kind", line.kind());
  }
}
