package io.wherry.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.PrinterColumn;
import io.wherry.apiserver.TableRenderer;
import io.wherry.apiserver.objects.EventForms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Prints custom kinds by their printer columns and built-in kinds as kubectl's users know them.
 *
 * @source Kubernetes documentation, "Additional printer columns"
 */
public final class KubernetesTables implements TableRenderer {
  private static final PrinterColumn AGE =
      new PrinterColumn("Age", "date", "", "", 0, ".metadata.creationTimestamp");

  private final Map<String, JsonPath> paths = new ConcurrentHashMap<>();

  @Override
  public ArrayNode columns(KindDefinition kind) {
    ArrayNode definitions = JsonNodeFactory.instance.arrayNode();
    if (isCustom(kind)) {
      heading(definitions, "Name", "string", 0);
      for (PrinterColumn column : custom(kind)) {
        heading(definitions, column.name(), column.type(), column.priority())
            .put("format", column.format())
            .put("description", column.description());
      }
    } else {
      BuiltinColumns.of(kind.ref().kind())
          .forEach(c -> heading(definitions, c.name(), c.type(), c.priority()));
    }
    return definitions;
  }

  private static ObjectNode heading(ArrayNode into, String name, String type, int priority) {
    return into.addObject()
        .put("name", name)
        .put("type", type)
        .put("format", name.equals("Name") ? "name" : "")
        .put("description", "")
        .put("priority", priority);
  }

  private static boolean isCustom(KindDefinition kind) {
    return kind.origin() == KindDefinition.Origin.CUSTOM || !kind.columns().isEmpty();
  }

  private static List<PrinterColumn> custom(KindDefinition kind) {
    return kind.columns().isEmpty() ? List.of(AGE) : kind.columns();
  }

  @Override
  public ArrayNode cells(KindDefinition kind, ObjectNode object, Instant now) {
    ArrayNode cells = JsonNodeFactory.instance.arrayNode();
    if (isCustom(kind)) {
      cells.add(object.path("metadata").path("name").asText());
      custom(kind).forEach(column -> cells.add(cell(column, object, now)));
    } else {
      ObjectNode shown = EventForms.toCore(object);
      BuiltinColumns.of(kind.ref().kind()).forEach(c -> cells.add(c.cell().apply(shown, now)));
    }
    return cells;
  }

  private JsonNode cell(PrinterColumn column, ObjectNode object, Instant now) {
    JsonPath path = paths.computeIfAbsent(column.jsonPath(), JsonPath::parse);
    List<JsonNode> found = path.find(object);
    if (found.isEmpty() || found.getFirst().isNull()) {
      return NullNode.getInstance();
    }
    return typed(found.getFirst(), column.type(), now);
  }

  private static JsonNode typed(JsonNode value, String type, Instant now) {
    return switch (type) {
      case "integer" ->
          value.isNumber() ? LongNode.valueOf(value.asLong()) : NullNode.getInstance();
      case "number" ->
          value.isNumber() ? DoubleNode.valueOf(value.asDouble()) : NullNode.getInstance();
      case "boolean" -> value.isBoolean() ? value : NullNode.getInstance();
      case "date" -> TextNode.valueOf(Ages.since(value.asText(), now));
      default -> TextNode.valueOf(value.isContainerNode() ? value.toString() : value.asText());
    };
  }
}
