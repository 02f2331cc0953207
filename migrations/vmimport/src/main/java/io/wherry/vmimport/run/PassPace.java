package io.wherry.vmimport.run;

import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps plans of many machines from being worked out again for each of them that moves. */
final class PassPace {
  private static final Duration PER_MACHINE = Duration.ofMillis(2);
  private static final Duration MOST = Duration.ofSeconds(1);

  private final Clock clock;
  private final Map<ResourceKey, Instant> last = new ConcurrentHashMap<>();

  PassPace(Clock clock) {
    this.clock = clock;
  }

  /** Zero when a look at the plan is due, and counts it as done; else the time until it is. */
  Duration left(ResourceKey plan, int machines) {
    Duration apart = PER_MACHINE.multipliedBy(machines);
    Instant now = clock.instant();
    Instant due =
        last.getOrDefault(plan, Instant.EPOCH).plus(apart.compareTo(MOST) < 0 ? apart : MOST);
    if (now.isBefore(due)) {
      return Duration.between(now, due);
    }
    last.put(plan, now);
    return Duration.ZERO;
  }

  void forget(ResourceKey plan) {
    last.remove(plan);
  }
}
