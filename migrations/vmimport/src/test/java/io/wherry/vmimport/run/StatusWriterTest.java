package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusWriterTest {
  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);
  private final StatusWriter writer = new StatusWriter(api, clock);
  private final ResourceKey key = new ResourceKey(Kinds.PLAN, "ns", "p");

  private Duration write(ObjectNode fields) {
    return writer.write(key, api.get(key).orElseThrow(), fields);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Test
  void writesChangesOnlyAndAtMostOncePerSecond() {
    api.create(Kinds.PLAN, Resource.of(Kinds.PLAN, "ns", "p"));
    assertThat(write(object().put("a", 1))).isZero();
    String version = api.get(key).orElseThrow().resourceVersion();
    assertThat(write(object().put("a", 1L))).isZero();
    assertThat(api.get(key).orElseThrow().resourceVersion()).isEqualTo(version);
    assertThat(write(object().put("a", 2))).isEqualTo(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    assertThat(write(object().put("a", 2))).isZero();
    assertThat(api.get(key).orElseThrow().at("status", "a").asInt()).isEqualTo(2);
  }

  @Test
  void removesNestedFieldsThatAreNoLongerWanted() {
    api.create(Kinds.PLAN, Resource.of(Kinds.PLAN, "ns", "p"));
    ObjectNode first = object();
    first.putObject("migration").put("started", "x").put("completed", "y");
    first.put("conditions", "kept");
    assertThat(write(first)).isZero();
    clock.advance(Duration.ofSeconds(2));
    ObjectNode second = object();
    second.putObject("migration").put("started", "z");
    assertThat(write(second)).isZero();
    assertThat(api.get(key).orElseThrow().at("status").toString())
        .contains("\"started\":\"z\"")
        .contains("kept")
        .doesNotContain("completed");
  }
}
