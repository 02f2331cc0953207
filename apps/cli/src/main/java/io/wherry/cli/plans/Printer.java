package io.wherry.cli.plans;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.Defect;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Objects in the form that was asked for. */
final class Printer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();

  private Printer() {}

  static String text(Output output, List<Resource> objects, Supplier<TextTable> table) {
    return switch (output) {
      case table, wide -> objects.isEmpty() ? "Nothing found.\n" : table.get().text();
      case markdown -> table.get().markdown();
      case json -> json(whole(objects));
      case yaml -> write(YAML, whole(objects));
      case name ->
          objects.stream()
              .map(o -> o.kind().toLowerCase(Locale.ROOT) + "/" + o.name() + "\n")
              .collect(Collectors.joining());
    };
  }

  /** The same for rows that are no objects of the API. */
  static String rows(Output output, List<JsonNode> rows, Supplier<TextTable> table) {
    return switch (output) {
      case table, wide -> rows.isEmpty() ? "Nothing found.\n" : table.get().text();
      case markdown -> table.get().markdown();
      case json -> json(JsonNodeFactory.instance.arrayNode().addAll(rows));
      case yaml -> write(YAML, JsonNodeFactory.instance.arrayNode().addAll(rows));
      case name ->
          rows.stream().map(r -> r.path("name").asText() + "\n").collect(Collectors.joining());
    };
  }

  /** Manifests, one document each. */
  static String manifests(List<Resource> objects) {
    return objects.stream().map(o -> write(YAML, o.tree())).collect(Collectors.joining("---\n"));
  }

  private static String json(JsonNode whole) {
    return write(JSON.copy().enable(SerializationFeature.INDENT_OUTPUT), whole) + "\n";
  }

  private static ObjectNode whole(List<Resource> objects) {
    if (objects.size() == 1) {
      return objects.getFirst().tree();
    }
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("apiVersion", "v1").put("kind", "List");
    ArrayNode items = list.putArray("items");
    objects.forEach(o -> items.add(o.tree()));
    return list;
  }

  private static String write(ObjectMapper mapper, JsonNode tree) {
    try {
      return mapper.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new Defect("An object cannot be written.", e);
    }
  }
}
