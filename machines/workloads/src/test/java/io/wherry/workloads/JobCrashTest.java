package io.wherry.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.testkit.crash.Death;
import io.wherry.testkit.crash.Gate;
import io.wherry.testkit.crash.GatedKubeApi;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The controller dies at every call to the API, before and after it took effect. */
class JobCrashTest {
  private static final int LIFETIMES = 60;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'completions': 3, 'parallelism': 2}",
        "{'completions': 3, 'parallelism': 2, 'completionMode': 'Indexed'}",
        "{'completions': 3, 'parallelism': 2, 'backoffLimit': 0}",
        "{'parallelism': 2}"
      })
  void countsEveryPodOnceWhereverItDies(String spec) {
    Gate open = Gate.open();
    String expected = live(open, spec);
    int calls = open.calls().size();
    assertThat(calls).isGreaterThan(20);
    for (int n = 1; n <= calls; n++) {
      for (Gate.Moment moment : Gate.Moment.values()) {
        assertThat(live(Gate.killingAt(n, moment), spec))
            .as("killed %s call %d", moment, n)
            .isEqualTo(expected);
      }
    }
  }

  /** The whole life of a job with one failure; the picture at its end. */
  private static String live(Gate gate, String spec) {
    var play = new Playground(spec);
    Gate current = gate;
    int failures = 1;
    for (int i = 0; i < LIFETIMES && !new Job(play.job()).isFinished(); i++) {
      try {
        play.reconcile(new GatedKubeApi(play.api, current));
      } catch (Death _) {
        current = Gate.open();
        play.reconcile();
      }
      assertThat(play.active().size()).isLessThanOrEqualTo(2);
      if (failures > 0 && !play.active().isEmpty()) {
        play.end(play.active().getFirst(), "Failed", 1);
        failures--;
      } else {
        play.endAll("Succeeded");
      }
      play.clock.advance(Duration.ofSeconds(11));
    }
    return "%s, succeeded %s, failed %s, pods %s, tracked %s"
        .formatted(
            play.holds("Complete") ? "complete" : play.reason("Failed"),
            play.job().at("status", "succeeded"),
            play.job().at("status", "failed"),
            play.pods().size(),
            play.pods().stream().filter(p -> new JobPod(p).isTracked()).count());
  }
}
