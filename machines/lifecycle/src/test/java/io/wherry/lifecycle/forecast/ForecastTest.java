package io.wherry.lifecycle.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.lifecycle.forecast.Forecast.Verdict;
import io.wherry.lifecycle.forecast.Forecast.View;
import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Forecasts against a guest and a link that follow the model exactly. */
class ForecastTest {
  private static final long MIB = 1 << 20;
  private static final long TOTAL = 1024 * MIB;

  private final Forecast forecast = new Forecast();

  private static MoveProgress at(long pass, double remaining, double rate, double dirty) {
    return new MoveProgress(
        MoveStatus.ACTIVE,
        "",
        Duration.ZERO,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        new MoveProgress.Ram(TOTAL, 1, (long) remaining, 0, 0, (long) rate, (long) dirty, pass, 0),
        0,
        List.of());
  }

  private static MoveLimits pause(long millis) {
    return new MoveLimits(0, 0, Duration.ofMillis(millis));
  }

  /** Ends of what really happens: seconds from the second pass on, and the pause in ms. */
  private static double[] play(double rest, double rate, double dirty, double goal) {
    double seconds = 0;
    double now = rest;
    while (now > goal) {
      seconds += now / rate;
      now = dirty * now / rate;
    }
    return new double[] {seconds + now / rate, now / rate * 1000};
  }

  @Test
  void saysNothingBeforeTheSecondPass() {
    View first = forecast.see(at(1, 500 * MIB, 100 * MIB, 0), pause(300));
    assertThat(first.converges()).isEqualTo(Verdict.UNKNOWN);
    assertThat(first.secondsLeft()).isEmpty();
    assertThat(first.percent()).isBetween(30, 40);
  }

  @Test
  void aSlowWriterConverges() {
    double rate = 100 * MIB;
    double dirty = 50 * MIB;
    double rest = 400 * MIB;
    View view = forecast.see(at(2, rest, rate, dirty), pause(300));
    double[] real = play(rest, rate, dirty, rate * 0.3);
    assertThat(view.converges()).isEqualTo(Verdict.YES);
    assertThat((double) view.secondsLeft().orElseThrow()).isBetween(real[0] - 1, real[0] + 1);
    assertThat((double) view.pauseMs().orElseThrow()).isBetween(real[1] - 1, real[1] + 1);
  }

  @Test
  void aFastWriterDoesNotAndIsToldWhatHelps() {
    View view = forecast.see(at(2, 192 * MIB, 100 * MIB, 200 * MIB), pause(300));
    assertThat(view.converges()).isEqualTo(Verdict.NO);
    assertThat(view.pauseMs()).hasValue(1920);
    assertThat(view.advice()).contains("200 MiB/s", "a pause of 1920 ms (allowed: 300)");
    View patient = forecast.see(at(2, 192 * MIB, 100 * MIB, 200 * MIB), pause(2000));
    assertThat(patient.converges()).isEqualTo(Verdict.YES);
  }

  /** The end of a pass looks as if nearly nothing were left. */
  @Test
  void theEndOfAPassIsNotTheEnd() {
    View begun = forecast.see(at(3, 192 * MIB, 100 * MIB, 200 * MIB), pause(300));
    View nearlyOver = forecast.see(at(3, MIB, 100 * MIB, 200 * MIB), pause(300));
    assertThat(nearlyOver.converges()).isEqualTo(Verdict.NO);
    assertThat(nearlyOver.percent()).isEqualTo(begun.percent());
  }

  @Test
  void aLimitCountsMoreThanWhatWasMeasuredBeforeIt() {
    View view =
        forecast.see(
            at(2, 192 * MIB, 100 * MIB, 50 * MIB),
            new MoveLimits(10 * MIB, 0, Duration.ofMillis(300)));
    assertThat(view.converges()).isEqualTo(Verdict.NO);
  }

  @Property
  void progressNeverRunsBackwards(@ForAll List<@IntRange(min = 0, max = 1024) Integer> rests) {
    Forecast fresh = new Forecast();
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < rests.size(); i++) {
      double rest = rests.get(i) * (double) MIB;
      shown.add(fresh.see(at(1 + i / 3, rest, 80 * MIB, 60 * MIB), pause(300)).percent());
    }
    assertThat(shown).isSorted().allMatch(p -> p >= 0 && p <= 100);
  }
}
