package io.wherry.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.SchemaNode;
import io.wherry.apiserver.schema.StructuralSchema;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories of applies and updates by several writers, with what Kubernetes' own field manager
 * (k8s.io/apimachinery 0.32) made of them: object, owners and conflicts after each step.
 */
class RecordedHistoriesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaNode SCHEMA = schema();

  private static SchemaNode schema() {
    try (InputStream in =
        RecordedHistoriesTest.class.getResourceAsStream("histories-schema.json")) {
      return StructuralSchema.compile((ObjectNode) JSON.readTree(in)).root();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<JsonNode> histories() throws IOException {
    try (InputStream in = RecordedHistoriesTest.class.getResourceAsStream("histories.jsonl")) {
      List<JsonNode> all = new ArrayList<>();
      JSON.readerFor(JsonNode.class).<JsonNode>readValues(in).forEachRemaining(all::add);
      return all.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void endAsInKubernetes(JsonNode history) {
    ObjectNode live = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < history.path("operations").size(); i++) {
      JsonNode operation = history.path("operations").get(i);
      JsonNode expected = history.path("results").get(i);
      List<String> conflicts = new ArrayList<>();
      live = step(live, operation, conflicts);
      String step = "step " + i + " of " + history.path("operations");
      List<String> wanted = new ArrayList<>();
      expected.path("err").forEach(e -> wanted.add(e.asText()));
      assertThat(conflicts).as(step).containsExactlyInAnyOrderElementsOf(wanted);
      JsonNode spec = live.has("spec") ? live.get("spec") : NullNode.getInstance();
      assertThat(spec).as(step).isEqualTo(expected.path("object"));
      assertThat(owners(live)).as(step).isEqualTo(expected.path("owners"));
    }
  }

  private static ObjectNode step(ObjectNode live, JsonNode operation, List<String> conflicts) {
    ObjectNode object = operation.path("Object").deepCopy();
    String manager = operation.path("Manager").asText();
    FieldWriter writer = new FieldWriter(manager, "g/v1", "", Instant.EPOCH);
    if (operation.path("Op").asText().equals("update")) {
      UpdateTracking.track(live, object, SCHEMA, writer);
      return object;
    }
    ServerSideApply.OnConflict onConflict =
        operation.path("Force").asBoolean()
            ? ServerSideApply.OnConflict.TAKE_OVER
            : ServerSideApply.OnConflict.REFUSE;
    try {
      return ServerSideApply.apply(live, object, SCHEMA, writer, onConflict);
    } catch (ApplyConflict e) {
      e.conflicts().forEach(c -> conflicts.add(c.field() + " " + c.message()));
      return live;
    }
  }

  private static ObjectNode owners(ObjectNode live) {
    ObjectNode owners = JsonNodeFactory.instance.objectNode();
    for (JsonNode entry : live.path("metadata").path("managedFields")) {
      String name = entry.path("manager").asText() + "/" + entry.path("operation").asText();
      owners.set(name, entry.path("fieldsV1"));
    }
    return owners;
  }
}
