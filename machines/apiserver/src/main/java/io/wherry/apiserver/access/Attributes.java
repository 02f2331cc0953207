package io.wherry.apiserver.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a request wants to do, in the terms of roles.
 *
 * @param verb {@code get}, {@code list}, …; for paths the HTTP method in lower case
 * @param namespace empty for cluster-wide things
 * @param resource plural; empty for a path that is no resource
 * @param path empty for resources
 * @source Kubernetes documentation, "Determine the Request Verb"
 */
public record Attributes(
    String verb,
    String group,
    String version,
    String namespace,
    String resource,
    String subresource,
    String name,
    String path) {
  private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

  /** A verb on a resource, without subresource. */
  public static Attributes ofResource(
      String verb, String group, String resource, String namespace, String name) {
    return new Attributes(verb, group, "*", namespace, resource, "", name, "");
  }

  /** A verb on a path. */
  public static Attributes ofPath(String verb, String path) {
    return new Attributes(verb, "", "", "", "", "", "", path);
  }

  /** Of a request to the API server. */
  public static Attributes ofRequest(String method, String path, Map<String, List<String>> query) {
    String[] parts = path.substring(1).split("/");
    boolean core = parts[0].equals("api") && parts.length > 2;
    boolean grouped = parts[0].equals("apis") && parts.length > 3;
    if (!core && !grouped) {
      return ofPath(method.toLowerCase(Locale.ROOT), path);
    }
    List<String> rest = List.of(parts).subList(core ? 2 : 3, parts.length);
    String namespace = "";
    if (rest.getFirst().equals("namespaces") && rest.size() > 1) {
      namespace = rest.get(1);
      boolean deeper = rest.size() > 2 && !OF_NAMESPACES.contains(rest.get(2));
      rest = deeper ? rest.subList(2, rest.size()) : rest;
    }
    String name = rest.size() > 1 ? rest.get(1) : "";
    String verb = verb(method, name, query);
    boolean wholeCollection = Set.of("list", "watch", "deletecollection").contains(verb);
    return new Attributes(
        verb,
        core ? "" : parts[1],
        parts[core ? 1 : 2],
        namespace,
        rest.getFirst(),
        rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : "",
        name.isEmpty() && wholeCollection ? selectedName(query) : name,
        "");
  }

  private static String verb(String method, String name, Map<String, List<String>> query) {
    return switch (method) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
      case "GET", "HEAD", "CONNECT" -> {
        List<String> watch = query.getOrDefault("watch", List.of());
        boolean watches = !watch.isEmpty() && Set.of("1", "true").contains(watch.getFirst());
        yield watches ? "watch" : name.isEmpty() ? "list" : "get";
      }
      default -> method.toLowerCase(Locale.ROOT);
    };
  }

  /** Who may see one object only may list with a selector for it. */
  private static String selectedName(Map<String, List<String>> query) {
    for (String selector : query.getOrDefault("fieldSelector", List.of())) {
      for (String term : selector.split(",")) {
        if (term.matches("metadata\\.name==?[^=!]+")) {
          return term.substring(term.lastIndexOf('=') + 1);
        }
      }
    }
    return "";
  }

  /** True for a resource, false for another path. */
  public boolean isResource() {
    return !resource.isEmpty();
  }

  /** {@code pods}, or {@code pods/log}. */
  public String resourceWithPart() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
