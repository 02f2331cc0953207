package io.wherry.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.OpenApiDocuments;
import io.wherry.apiserver.schema.BuiltinSchemas;
import java.util.List;

/**
 * OpenAPI documents as a Kubernetes API server publishes them.
 *
 * @source Kubernetes documentation, "The Kubernetes API: OpenAPI interface definition"
 */
public final class KubernetesOpenApi implements OpenApiDocuments {
  private final BuiltinSchemas builtin;

  public KubernetesOpenApi(BuiltinSchemas builtin) {
    this.builtin = builtin;
  }

  @Override
  public ObjectNode v3(String group, String version, List<KindDefinition> kinds) {
    List<KindDefinition> members =
        kinds.stream()
            .filter(k -> k.ref().group().equals(group) && k.ref().version().equals(version))
            .toList();
    Components components = new Components(builtin);
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.0");
    info(document);
    document.set("paths", new PathItems(components).of(members));
    document.putObject("components").set("schemas", components.of(members));
    return document;
  }

  /** For clients of old; the schemas of v3 in the words of v2. */
  @Override
  public ObjectNode v2(List<KindDefinition> kinds) {
    Components components = new Components(builtin);
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("swagger", "2.0");
    info(document);
    document.putObject("paths");
    document.set("definitions", swagger(components.of(kinds)));
    return document;
  }

  @Override
  public byte[] v2Bytes(List<KindDefinition> kinds) {
    return OpenApiProtobuf.of(v2(kinds));
  }

  @Override
  public String v2MediaType() {
    return OpenApiProtobuf.MEDIA_TYPE;
  }

  private static void info(ObjectNode document) {
    document.putObject("info").put("title", "Kubernetes").put("version", "unversioned");
  }

  private static JsonNode swagger(JsonNode node) {
    if (node instanceof ObjectNode object) {
      String reference = object.path("allOf").path(0).path("$ref").asText();
      if (!reference.isEmpty()) {
        object.remove("allOf");
        object.put("$ref", reference);
      }
      if (object.path("$ref").isTextual()) {
        object.put("$ref", object.get("$ref").asText().replace(Components.REF, "#/definitions/"));
      }
      object.remove(List.of("nullable", "anyOf", "oneOf"));
      object.properties().forEach(entry -> entry.setValue(swagger(entry.getValue())));
    } else if (node instanceof ArrayNode array) {
      array.forEach(KubernetesOpenApi::swagger);
    }
    return node;
  }
}
