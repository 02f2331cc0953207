package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.TableRenderer;
import io.wherry.apiserver.objects.ListPage;
import java.time.Clock;
import java.util.List;

/** Objects and lists in the shape a client asked for. */
final class Shapes {
  private static final String META = "meta.k8s.io/v1";

  private final TableRenderer tables;
  private final Clock clock;

  Shapes(TableRenderer tables, Clock clock) {
    this.tables = tables;
    this.clock = clock;
  }

  ObjectNode object(KindDefinition kind, ObjectNode object, Accept accept, String include) {
    return switch (accept) {
      case OBJECT -> object;
      case PARTIAL -> partial(object);
      case TABLE -> {
        ObjectNode table = table(kind, List.of(object), include);
        table
            .putObject("metadata")
            .put("resourceVersion", object.path("metadata").path("resourceVersion").asText());
        yield table;
      }
    };
  }

  ObjectNode list(KindDefinition kind, ListPage page, Accept accept, String include) {
    ObjectNode list =
        switch (accept) {
          case TABLE -> table(kind, page.items(), include);
          case PARTIAL -> {
            ObjectNode partials = header("PartialObjectMetadataList", META);
            ArrayNode items = partials.putArray("items");
            page.items().forEach(o -> items.add(partial(o)));
            yield partials;
          }
          case OBJECT -> {
            ObjectNode full = header(kind.ref().kind() + "List", kind.ref().apiVersion());
            full.putArray("items").addAll(page.items());
            yield full;
          }
        };
    ObjectNode metadata = list.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(page.revision()));
    if (!page.continueToken().isEmpty()) {
      metadata.put("continue", page.continueToken());
      if (page.remaining() > 0) {
        metadata.put("remainingItemCount", page.remaining());
      }
    }
    return list;
  }

  private ObjectNode table(KindDefinition kind, List<ObjectNode> objects, String include) {
    ObjectNode table = header("Table", META);
    table.set("columnDefinitions", tables.columns(kind));
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      ObjectNode row = rows.addObject();
      row.set("cells", tables.cells(kind, object, clock.instant()));
      switch (include) {
        case "None" -> row.putNull("object");
        case "Object" -> row.set("object", object);
        default -> row.set("object", partial(object));
      }
    }
    return table;
  }

  private static ObjectNode partial(ObjectNode object) {
    ObjectNode partial = header("PartialObjectMetadata", META);
    partial.set("metadata", object.path("metadata"));
    return partial;
  }

  private static ObjectNode header(String kind, String apiVersion) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind).put("apiVersion", apiVersion);
  }
}
