package io.wherry.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.Cancelled;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeadershipTest {
  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);
  private final Leadership first = new Leadership(api, "wherry-system", "first", clock);
  private final Leadership second = new Leadership(api, "wherry-system", "second", clock);

  @Test
  void onlyOneHoldsTheLease() {
    first.attempt();
    second.attempt();

    assertThat(first.isHeld()).isTrue();
    assertThat(second.isHeld()).isFalse();
    assertThat(second.isLost()).isFalse();
  }

  @Test
  void holdsOnAsLongAsItRenews() {
    first.attempt();
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofSeconds(2));
      first.attempt();
      second.attempt();
      assertThat(first.isHeld()).isTrue();
      assertThat(second.isHeld()).isFalse();
    }
  }

  @Test
  void stopsBeforeAnotherMayTakeIt() {
    first.attempt();
    second.attempt();
    for (int second = 0; second < 40; second++) {
      clock.advance(Duration.ofSeconds(1));
      this.second.attempt();
      assertThat(first.isHeld() && this.second.isHeld()).isFalse();
    }
    assertThat(first.isLost()).isTrue();
    assertThat(second.isHeld()).isTrue();
    assertThat(lease().at("spec", "leaseTransitions").asInt()).isEqualTo(1);
  }

  @Test
  void neverTakesBackWhatItLost() {
    first.attempt();
    second.attempt();
    clock.advance(Leadership.LEASE.plusSeconds(1));
    second.attempt();
    clock.advance(Leadership.LEASE.plusSeconds(1));
    first.attempt();
    clock.advance(Leadership.LEASE.plusSeconds(1));
    first.attempt();

    assertThat(first.isHeld()).isFalse();
    assertThat(first.isLost()).isTrue();
  }

  @Test
  void doesNotTrustTheClockOfTheHolder() {
    first.attempt();
    clock.advance(Duration.ofMinutes(10));
    second.attempt();

    assertThat(second.isHeld()).as("it has watched the lease for no time yet").isFalse();
  }

  @Test
  void givesTheLeaseAwayAtTheEnd() {
    first.attempt();
    second.attempt();
    first.release();
    second.attempt();

    assertThat(second.isHeld()).isTrue();
    assertThat(first.isHeld()).isFalse();
  }

  @Test
  void refusesWritesOnceTheLeaseIsNotHeld() {
    first.attempt();
    LeaderApi leading = new LeaderApi(api, first::isHeld, Set.of());
    var secret = Resource.of(Kinds.SECRET, "default", "a");
    assertThat(leading.create(Kinds.SECRET, secret).name()).isEqualTo("a");
    clock.advance(Leadership.RENEW_DEADLINE);

    var other = Resource.of(Kinds.SECRET, "default", "b");
    assertThatThrownBy(() -> leading.create(Kinds.SECRET, other)).isInstanceOf(Cancelled.class);
    assertThat(api.count(Kinds.SECRET)).isEqualTo(1);
    assertThat(leading.list(Kinds.SECRET, io.wherry.kube.Selection.ALL)).hasSize(1);
  }

  private Resource lease() {
    return api.get(new ResourceKey(Kinds.LEASE, "wherry-system", "wherry-operator")).orElseThrow();
  }
}
