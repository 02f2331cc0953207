package io.wherry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveStatus;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long migrations may take, on a clock that the test moves. */
class MoveClockTest {
  private final TestClock clock = new TestClock();
  private final MoveClock limits = new MoveClock();

  private Handover move(String memory, int perGib, int progress) {
    Resource instance = Resource.of(Kinds.VMI, "ns", "web");
    instance.tree().putObject("spec").putObject("domain").putObject("memory").put("guest", memory);
    ObjectNode state = instance.tree().putObject("status").putObject("migrationState");
    state.put("migrationUid", memory).put("startTimestamp", clock.instant().toString());
    state
        .putObject("migrationConfiguration")
        .put("completionTimeoutPerGiB", perGib)
        .put("progressTimeout", progress);
    return new Handover(new MemoryKubeApi(clock), instance, clock);
  }

  private static MoveProgress rest(long remaining) {
    return new MoveProgress(
        MoveStatus.ACTIVE,
        "",
        Duration.ZERO,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        new MoveProgress.Ram(1000, 10, remaining, 0, 0, 0, 0, 1, 0),
        0,
        List.of());
  }

  /** Seconds until the verdict, the rest being what the pass leaves. */
  private long secondsUntilOver(Handover move, int limit, long... rests) {
    for (int second = 0; second <= limit; second++) {
      if (limits.exceeded(move, rest(rests[second % rests.length])).isPresent()) {
        return second;
      }
      clock.advance(Duration.ofSeconds(1));
    }
    return -1;
  }

  @Test
  void countsExactGib() {
    assertThat(secondsUntilOver(move("6Gi", 800, 0), 6000, 500)).isEqualTo(4801);
    assertThat(secondsUntilOver(move("64Mi", 800, 0), 6000, 500)).isEqualTo(51);
    assertThat(secondsUntilOver(move("1536Mi", 150, 0), 6000, 500)).isEqualTo(226);
  }

  @Test
  void zeroIsNoLimit() {
    assertThat(secondsUntilOver(move("1Gi", 0, 0), 20_000, 500)).isEqualTo(-1);
  }

  @Test
  void aLinkThatCarriesNothingIsNoticed() {
    Handover move = move("1Gi", 0, 150);
    assertThat(secondsUntilOver(move, 1000, 500)).isEqualTo(151);
    assertThat(limits.exceeded(move, rest(500)).orElseThrow()).contains("no progress for 150");
  }

  /** Each pass begins with more to send than the last one ended with: that alone is no progress. */
  @Test
  void aSawToothThatNeverGetsSmallerIsNoProgress() {
    assertThat(secondsUntilOver(move("1Gi", 0, 150), 1000, 500, 400, 300)).isEqualTo(153);
  }

  @Test
  void aSmallerRestStartsThePatienceAnew() {
    Handover move = move("1Gi", 0, 150);
    assertThat(secondsUntilOver(move, 100, 500)).isEqualTo(-1);
    assertThat(secondsUntilOver(move, 1000, 499)).isEqualTo(151);
  }
}
