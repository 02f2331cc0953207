package io.wherry.testkit.crash;

import io.wherry.itinerary.Trait;
import io.wherry.itinerary.Waiter;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the trial route works on. Strict: a volume made twice is an error. */
final class TrialOutside implements Waiter {
  final TestClock clock = new TestClock();
  final List<String> volumes = new ArrayList<>();
  final Map<String, String> snapshots = new LinkedHashMap<>();
  final Set<? extends Trait> mood;
  boolean on = true;
  boolean checking;
  boolean checked;
  private int ids;

  TrialOutside(Set<? extends Trait> mood) {
    this.mood = mood;
  }

  void makeVolume(String name) {
    if (volumes.contains(name)) {
      throw new IllegalStateException("made twice: " + name);
    }
    volumes.add(name);
  }

  void snapshot(String marker) {
    if (snapshots.putIfAbsent(marker, "snap-" + ++ids) != null) {
      throw new IllegalStateException("snapshot taken twice: " + marker);
    }
  }

  Optional<String> find(String marker) {
    return Optional.ofNullable(snapshots.get(marker));
  }

  @Override
  public void await(Duration atMost) {
    clock.advance(atMost);
    checked = checking;
  }
}
