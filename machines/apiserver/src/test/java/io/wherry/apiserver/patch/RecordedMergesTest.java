package io.wherry.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.BuiltinSchemas;
import io.wherry.apiserver.schema.SchemaNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three-way patches of pods as {@code kubectl apply} makes them, with what Kubernetes' own code
 * (k8s.io/apimachinery 0.32) made of them; directives that it leaves in new elements are left out.
 */
class RecordedMergesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaNode POD =
      BuiltinSchemas.load().forKind("", "v1", "Pod").orElseThrow().root();

  static Stream<JsonNode> merges() throws IOException {
    try (InputStream in = RecordedMergesTest.class.getResourceAsStream("strategic.jsonl")) {
      List<JsonNode> all = new ArrayList<>();
      JSON.readerFor(JsonNode.class).<JsonNode>readValues(in).forEachRemaining(all::add);
      return all.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("merges")
  void endAsInKubernetes(JsonNode recorded) {
    ObjectNode result =
        StrategicMergePatch.apply(
            (ObjectNode) recorded.path("current"), (ObjectNode) recorded.path("patch"), POD);
    assertThat(result).isEqualTo(recorded.path("result"));
  }
}
