package io.wherry.livemove;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationControlTest {
  private static Resource annotated(String... pairs) {
    Resource migration = Resource.of(Kinds.VMIM, "ns", "move");
    ObjectNode annotations =
        migration.tree().withObjectProperty("metadata").putObject("annotations");
    for (int i = 0; i < pairs.length; i += 2) {
      annotations.put(pairs[i], pairs[i + 1]);
    }
    return migration;
  }

  @Test
  void readsAllWishes() {
    MigrationControl control =
        MigrationControl.of(
            annotated(
                "wherry.io/bandwidth", "100Mi",
                "wherry.io/max-downtime-ms", "700",
                "wherry.io/allow-post-copy", "true"));
    assertThat(control.problems()).isEmpty();
    assertThat(control.values().path("bandwidth").asLong()).isEqualTo(100L << 20);
    assertThat(control.values().path("maxDowntimeMs").asLong()).isEqualTo(700);
    assertThat(control.values().path("allowPostCopy").asBoolean()).isTrue();
    assertThat(control.values().path("allowWorkloadDisruption").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "wherry.io/bandwidth,fast",
    "wherry.io/bandwidth,-1",
    "wherry.io/max-downtime-ms,0",
    "wherry.io/max-downtime-ms,3000000",
    "wherry.io/max-downtime-ms,soon",
    "wherry.io/allow-pause,yes",
    "wherry.io/allow-post-copy,maybe"
  })
  void whatMeansNothingIsNamedAndIgnored(String annotation, String value) {
    MigrationControl control = MigrationControl.of(annotated(annotation, value));
    assertThat(control.values()).isEmpty();
    assertThat(control.problems()).hasSize(1).first().asString().contains(annotation, "ignored");
  }

  private static ObjectNode under(String source, String target) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("migrationUid", source + target)
        .put("sourceNode", source)
        .put("targetNode", target);
  }

  @Test
  void sharesTheBudgetOfTheBusierNode() {
    ObjectNode own = under("a", "b");
    List<JsonNode> all =
        List.of(own, under("c", "b"), under("b", "d"), under("a", "d").put("completed", true));
    MigrationControl control = MigrationControl.of(annotated());
    assertThat(control.sharing(300, all, own).values().path("bandwidthShare").asLong())
        .isEqualTo(100);
    assertThat(MigrationControl.of(annotated()).sharing(0, all, own).values()).isEmpty();
  }
}
