package io.wherry.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);
  private final EventRecorder recorder = new EventRecorder(api, "tester", clock);
  private final Resource about =
      api.create(Kinds.CONFIG_MAP, Resource.of(Kinds.CONFIG_MAP, "ns", "thing"));

  private List<Resource> events() {
    return api.list(Kinds.EVENT, Selection.ALL);
  }

  @Test
  void namesTheObject() {
    recorder.warning(about, "Broke", "It broke.");
    Resource event = events().getFirst();
    assertThat(event.text("involvedObject", "uid")).hasValue(about.uid());
    assertThat(event.text("type")).hasValue("Warning");
    assertThat(event.text("source", "component")).hasValue("tester");
    assertThat(event.text("lastTimestamp")).hasValue("2026-01-02T03:04:05Z");
  }

  @Test
  void countsTheSameAgainEvenAfterARestart() {
    recorder.normal(about, "Began", "It began.");
    clock.advance(Duration.ofMinutes(1));
    new EventRecorder(api, "tester", clock).normal(about, "Began", "It began.");
    assertThat(events()).hasSize(1);
    assertThat(events().getFirst().at("count").asInt()).isEqualTo(2);
    assertThat(events().getFirst().text("lastTimestamp")).hasValue("2026-01-02T03:05:05Z");
    assertThat(events().getFirst().text("firstTimestamp")).hasValue("2026-01-02T03:04:05Z");
  }

  @Test
  void mergesManySimilarOnes() {
    for (int i = 0; i < 20; i++) {
      recorder.normal(about, "Moved", "To place " + i);
    }
    assertThat(events()).hasSize(11);
    assertThat(events())
        .anyMatch(e ->
            e.text("message").orElse("").equals("(combined from similar events): To place 19"));
  }

  @Test
  void cutsOffAnObjectThatNeverStops() {
    for (int i = 0; i < 100; i++) {
      recorder.normal(about, "Reason" + i, "text");
    }
    assertThat(events()).hasSize(25);
    clock.advance(Duration.ofMinutes(5));
    recorder.normal(about, "Later", "text");
    assertThat(events()).hasSize(26);
  }
}
