package io.wherry.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random schemas and objects, with what Kubernetes' own code (k8s.io/apiextensions-apiserver 0.32)
 * pruned, defaulted and refused.
 */
class RecordedJudgementsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<JsonNode> judgements() throws IOException {
    try (InputStream in = RecordedJudgementsTest.class.getResourceAsStream("judgements.jsonl")) {
      List<JsonNode> all = new ArrayList<>();
      JSON.readerFor(JsonNode.class).<JsonNode>readValues(in).forEachRemaining(all::add);
      return all.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("judgements")
  void agreeWithKubernetes(JsonNode recorded) {
    StructuralSchema schema = StructuralSchema.compile((ObjectNode) recorded.path("schema"));
    ObjectNode object = recorded.path("given").deepCopy();
    assertThat(schema.prune(object))
        .containsExactlyInAnyOrderElementsOf(texts(recorded, "dropped"));
    schema.applyDefaults(object);
    assertThat(object).isEqualTo(recorded.path("object"));
    List<String> errors =
        schema.validate(object).stream().map(e -> e.reason() + " | " + e.message()).toList();
    assertThat(errors).containsExactlyInAnyOrderElementsOf(texts(recorded, "errors"));
  }

  private static List<String> texts(JsonNode node, String field) {
    List<String> texts = new ArrayList<>();
    node.path(field).forEach(e -> texts.add(e.asText()));
    return texts;
  }
}
