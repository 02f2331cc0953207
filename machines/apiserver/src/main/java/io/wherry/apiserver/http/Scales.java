package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.ObjectPatcher;
import io.wherry.apiserver.objects.KindCatalog;
import io.wherry.apiserver.objects.ObjectReads;
import io.wherry.apiserver.objects.ObjectWrites;
import io.wherry.apiserver.objects.Part;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.io.IOException;
import java.util.List;

/**
 * {@code …/scale} of custom kinds: the number of replicas, wherever the kind keeps it.
 *
 * @source Kubernetes documentation, "Scale subresource" of CustomResourceDefinitions
 */
final class Scales {
  private record ScalePaths(String specReplicas, String statusReplicas, String selector) {}

  private final KindCatalog catalog;
  private final ObjectReads reads;
  private final ObjectWrites writes;
  private final Bodies bodies;

  Scales(KindCatalog catalog, ObjectReads reads, ObjectWrites writes, Bodies bodies) {
    this.catalog = catalog;
    this.reads = reads;
    this.writes = writes;
    this.bodies = bodies;
  }

  void handle(Exchange exchange, KindDefinition kind, ResourcePath path) throws IOException {
    ScalePaths paths = paths(kind);
    ObjectNode object = reads.get(kind, path.namespace(), path.name());
    switch (exchange.method()) {
      case "GET", "HEAD" -> Replies.json(exchange, 200, scale(object, paths));
      case "PUT", "PATCH" -> {
        JsonNode wish = exchange.method().equals("PUT") ? bodies.object(exchange) : patch(exchange);
        JsonNode replicas = wish.at("/spec/replicas");
        if (!replicas.canConvertToInt() || replicas.asInt() < 0) {
          throw ApiFailure.of(
              422,
              "Invalid",
              ("Scale.autoscaling \"%s\" is invalid: spec.replicas: Invalid value: %s: must be"
                      + " greater than or equal to 0")
                  .formatted(path.name(), replicas));
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        String version = wish.at("/metadata/resourceVersion").asText();
        if (!version.isEmpty()) {
          patch.putObject("metadata").put("resourceVersion", version);
        }
        set(patch, paths.specReplicas(), replicas.asInt());
        var target = new ObjectWrites.Target(kind, path.namespace(), path.name(), Part.SCALE);
        var written =
            writes.patch(
                target,
                new ObjectWrites.Patch(ObjectPatcher.Type.MERGE, patch),
                QueryOptions.write(exchange));
        Replies.json(exchange, 200, scale(written.object(), paths));
      }
      default -> throw ApiFailure.methodNotAllowed();
    }
  }

  private ScalePaths paths(KindDefinition kind) {
    KindRef crd = Kinds.CRD;
    KindDefinition definitions =
        catalog.find(crd.group(), crd.version(), crd.plural()).orElseThrow(ApiFailure::noSuchPath);
    ObjectNode definition = reads.get(definitions, "", kind.ref().qualifiedPlural());
    for (JsonNode version : definition.at("/spec/versions")) {
      JsonNode scale = version.at("/subresources/scale");
      if (version.path("name").asText().equals(kind.ref().version()) && scale.isObject()) {
        return new ScalePaths(
            scale.path("specReplicasPath").asText(),
            scale.path("statusReplicasPath").asText(),
            scale.path("labelSelectorPath").asText());
      }
    }
    throw ApiFailure.noSuchPath();
  }

  private JsonNode patch(Exchange exchange) throws IOException {
    String media = Bodies.mediaType(exchange);
    if (!List.of("application/merge-patch+json", "application/strategic-merge-patch+json")
        .contains(media)) {
      throw ApiFailure.unsupportedMediaType(
          "a scale is patched here with application/merge-patch+json only");
    }
    return bodies.value(exchange);
  }

  private static ObjectNode scale(ObjectNode object, ScalePaths paths) {
    ObjectNode scale = JsonNodeFactory.instance.objectNode();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      JsonNode value = object.path("metadata").path(field);
      if (!value.isMissingNode()) {
        metadata.set(field, value);
      }
    }
    scale.putObject("spec").put("replicas", at(object, paths.specReplicas()).asInt());
    ObjectNode status = scale.putObject("status");
    status.put("replicas", at(object, paths.statusReplicas()).asInt());
    String selector = paths.selector().isEmpty() ? "" : at(object, paths.selector()).asText();
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    return scale;
  }

  private static JsonNode at(JsonNode object, String path) {
    JsonNode node = object;
    for (String step : path.substring(1).split("\\.")) {
      node = node.path(step);
    }
    return node;
  }

  private static void set(ObjectNode into, String path, int value) {
    String[] steps = path.substring(1).split("\\.");
    ObjectNode node = into;
    for (int i = 0; i < steps.length - 1; i++) {
      node = node.withObjectProperty(steps[i]);
    }
    node.put(steps[steps.length - 1], value);
  }
}
