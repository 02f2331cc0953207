package io.wherry.vmimport.schedule;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What is left of each lane while a decision is made. */
final class Room {
  private static final Comparator<Lane> BY_KIND = Comparator.comparing(Lane::kind);

  private final Situation situation;
  private final Instant patienceOver;
  private final Map<Lane, Integer> used = new HashMap<>();
  private final Map<Lane, OptionalInt> limits = new HashMap<>();

  /** Lanes whose rest is kept for a machine that needs several places at once. */
  private final Set<Lane> kept = new HashSet<>();

  Room(Situation situation) {
    this.situation = situation;
    this.patienceOver = situation.now().minus(Situation.PATIENCE);
    situation.flying().forEach(f -> add(f.load()));
  }

  int used(Lane lane) {
    return used.getOrDefault(lane, 0);
  }

  /** The limit; the largest number where there is none. */
  int limit(Lane lane) {
    return limits.computeIfAbsent(lane, situation.limits()).orElse(Integer.MAX_VALUE);
  }

  /** The lane that keeps a candidate from going; empty when it may go. */
  Optional<Lane> blocks(Candidate candidate) {
    Optional<Lane> full =
        candidate.load().units().entrySet().stream()
            .filter(e -> kept.contains(e.getKey()) || !fits(e.getKey(), e.getValue()))
            .map(Map.Entry::getKey)
            .min(BY_KIND);
    if (full.isPresent() && !candidate.since().isAfter(patienceOver)) {
      keepFor(candidate.load().units());
    }
    return full;
  }

  void take(Candidate candidate) {
    add(candidate.load());
  }

  private boolean fits(Lane lane, int load) {
    int now = used(lane);
    return now == 0 || now + load <= limit(lane);
  }

  // Only where some room is left that smaller ones would take; what waits for a full lane as well
  // keeps nothing.
  private void keepFor(Map<Lane, Integer> load) {
    Set<Lane> tight = new HashSet<>();
    load.forEach((lane, units) -> {
      if (!fits(lane, units)) {
        tight.add(lane);
      }
    });
    if (tight.stream().allMatch(lane -> used(lane) < limit(lane))) {
      kept.addAll(tight);
    }
  }

  private void add(Load load) {
    load.units().forEach((lane, units) -> used.merge(lane, units, Integer::sum));
  }
}
