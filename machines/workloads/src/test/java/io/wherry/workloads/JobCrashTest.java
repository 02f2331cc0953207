package io.wherry.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.testkit.crash.Death;
import io.wherry.testkit.crash.Gate;
import io.wherry.testkit.crash.GatedKubeApi;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The controller dies at every call to the API, before and after it took effect. */
class JobCrashTest {
  private static final int LIFETIMES = 60;

  @Test
  void countsEveryPodOnceWhereverItDies() {
    Gate open = Gate.open();
    String expected = live(open);
    int calls = open.calls().size();
    assertThat(calls).isGreaterThan(30);
    for (int n = 1; n <= calls; n++) {
      for (Gate.Moment moment : Gate.Moment.values()) {
        assertThat(live(Gate.killingAt(n, moment)))
            .as("killed %s call %d", moment, n)
            .isEqualTo(expected);
      }
    }
  }

  /** The whole life of a job with one failure; the picture at its end. */
  private static String live(Gate gate) {
    var play = new Playground("{'completions': 3, 'parallelism': 2}");
    Gate current = gate;
    int failures = 1;
    for (int i = 0; i < LIFETIMES && !play.holds("Complete"); i++) {
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
    return "succeeded %s, failed %s, pods %s, tracked %s"
        .formatted(
            play.job().at("status", "succeeded"),
            play.job().at("status", "failed"),
            play.pods().size(),
            play.pods().stream().filter(p -> new JobPod(p).isTracked()).count());
  }
}
