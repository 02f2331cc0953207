package io.wherry.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeSizeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"plain", "größer", "日本語", "🚢🚢", "\"quoted\\\n\t\u0001"})
  void countsBytesOfText(String text) throws Exception {
    ObjectNode tree = JSON.createObjectNode().put("k", text.repeat(1000));
    long written = JSON.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8).length;
    assertThat(TreeSize.of(tree)).isBetween(written, written + 10);
  }
}
