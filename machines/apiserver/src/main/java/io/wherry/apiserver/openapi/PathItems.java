package io.wherry.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import io.wherry.resources.KindRef;
import java.util.List;

/**
 * The paths of an OpenAPI v3 document. Clients look here for the kind behind a path, for whether
 * the server validates fields, and for the patch types of a kind.
 */
final class PathItems {
  private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");

  private final ObjectNode paths = JsonNodeFactory.instance.objectNode();
  private final Components components;

  PathItems(Components components) {
    this.components = components;
  }

  ObjectNode of(List<KindDefinition> kinds) {
    kinds.forEach(this::add);
    return paths;
  }

  private void add(KindDefinition kind) {
    KindRef ref = kind.ref();
    String root = ref.group().isEmpty() ? "/api/v1/" : "/apis/" + ref.apiVersion() + "/";
    String parent = ref.isNamespaced() ? root + "namespaces/{namespace}/" : root;
    if (ref.isNamespaced()) {
      operation(paths.withObjectProperty(root + ref.plural()), kind, "get", "list", List.of());
    }
    collection(paths.withObjectProperty(parent + ref.plural()), kind);
    String one = parent + ref.plural() + "/{name}";
    item(paths.withObjectProperty(one), kind, "");
    for (KindDefinition.Subresource subresource : kind.subresources()) {
      item(paths.withObjectProperty(one + "/" + subresource.path()), kind, subresource.path());
    }
  }

  private void collection(ObjectNode path, KindDefinition kind) {
    parameters(path, kind, List.of());
    operation(path, kind, "get", "list", List.of("labelSelector", "fieldSelector", "limit"));
    operation(path, kind, "post", "post", WRITE);
    operation(path, kind, "delete", "deletecollection", List.of("labelSelector", "fieldSelector"));
  }

  private void item(ObjectNode path, KindDefinition kind, String subresource) {
    parameters(path, kind, List.of("name"));
    operation(path, kind, "get", "get", List.of());
    operation(path, kind, "put", "put", WRITE);
    ObjectNode patch =
        operation(
            path,
            kind,
            "patch",
            "patch",
            List.of("dryRun", "fieldManager", "fieldValidation", "force"));
    patchTypes(patch, kind);
    if (subresource.isEmpty()) {
      operation(path, kind, "delete", "delete", List.of("dryRun", "propagationPolicy"));
    }
  }

  private static void parameters(ObjectNode path, KindDefinition kind, List<String> names) {
    ArrayNode list = path.putArray("parameters");
    names.forEach(name -> parameter(list, name, "path"));
    if (kind.ref().isNamespaced()) {
      parameter(list, "namespace", "path");
    }
    parameter(list, "pretty", "query");
  }

  private static void parameter(ArrayNode list, String name, String where) {
    ObjectNode parameter = list.addObject().put("name", name).put("in", where);
    if (where.equals("path")) {
      parameter.put("required", true);
    }
    String type =
        switch (name) {
          case "limit" -> "integer";
          case "force" -> "boolean";
          default -> "string";
        };
    parameter.putObject("schema").put("type", type).put("uniqueItems", true);
  }

  private ObjectNode operation(
      ObjectNode path, KindDefinition kind, String method, String action, List<String> query) {
    KindRef ref = kind.ref();
    ObjectNode operation = path.putObject(method);
    ArrayNode parameters = operation.putArray("parameters");
    query.forEach(name -> parameter(parameters, name, "query"));
    boolean list = action.equals("list");
    String schema = components.name(kind) + (list ? "List" : "");
    operation
        .putObject("responses")
        .putObject("200")
        .put("description", "OK")
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", Components.REF + schema);
    operation.put("x-kubernetes-action", action);
    operation
        .putObject("x-kubernetes-group-version-kind")
        .put("group", ref.group())
        .put("kind", ref.kind())
        .put("version", ref.version());
    return operation;
  }

  private static void patchTypes(ObjectNode patch, KindDefinition kind) {
    ObjectNode content = patch.putObject("requestBody").putObject("content");
    for (String type : List.of("json-patch+json", "merge-patch+json", "apply-patch+yaml")) {
      content.putObject("application/" + type).putObject("schema").put("type", "object");
    }
    if (kind.origin() == KindDefinition.Origin.BUILT_IN) {
      content
          .putObject("application/strategic-merge-patch+json")
          .putObject("schema")
          .put("type", "object");
    }
  }
}
