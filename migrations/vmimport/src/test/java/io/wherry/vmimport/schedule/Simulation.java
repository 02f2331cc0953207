package io.wherry.vmimport.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Moves an estate with the real decisions on a simulated clock. One use. */
final class Simulation {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  /** What came of it; seconds simulated, nanoseconds measured. */
  record Outcome(double seconds, List<Long> decisionNanos, Map<String, Double> planEnds, int over) {
    double p99Millis() {
      List<Long> sorted = new ArrayList<>(decisionNanos);
      Collections.sort(sorted);
      return sorted.get((int) (sorted.size() * 0.99)) / 1e6;
    }
  }

  private static final class Moving {
    final Estate.Machine machine;
    final double began;
    final double[] left;
    final double[] rate;
    double convertedAt = Double.MAX_VALUE;

    Moving(Estate.Machine machine, double began) {
      this.machine = machine;
      this.began = began;
      left = machine.disks().stream().mapToDouble(Long::doubleValue).toArray();
      rate = new double[left.length];
    }

    int open() {
      int open = 0;
      for (double l : left) {
        open += l > 0 ? 1 : 0;
      }
      return open;
    }

    Optional<Duration> expected() {
      double most = -1;
      for (int i = 0; i < left.length; i++) {
        most = left[i] > 0 && rate[i] > 0 ? Math.max(most, left[i] / rate[i]) : most;
      }
      return most < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds((long) most));
    }
  }

  private final Estate estate;
  private final Function<Lane, OptionalInt> limits;
  private final Map<String, Estate.Machine> waiting = new LinkedHashMap<>();
  private final Map<String, Candidate> candidates = new LinkedHashMap<>();
  private final Map<String, Moving> moving = new LinkedHashMap<>();
  private final Map<String, Terms> plans = new HashMap<>();
  private final List<Long> nanos = new ArrayList<>();
  private final Map<String, Double> planEnds = new HashMap<>();
  private double now;
  private int over;

  Simulation(Estate estate, Function<Lane, OptionalInt> limits) {
    this.estate = estate;
    this.limits = limits;
    for (Estate.Machine m : estate.machines()) {
      waiting.put(m.id(), m);
      Load load = m.load(m.disks().size());
      candidates.put(m.id(), new Candidate(m.id(), m.plan(), load, m.bytes(), START, 0));
    }
  }

  Outcome run() {
    decide();
    while (!moving.isEmpty()) {
      share();
      if (advance()) {
        decide();
      }
    }
    if (!waiting.isEmpty()) {
      throw new AssertionError("never began: " + waiting.keySet());
    }
    return new Outcome(now, nanos, planEnds, over);
  }

  private void decide() {
    Instant at = START.plusMillis((long) (now * 1000));
    List<Flight> flying = new ArrayList<>();
    moving
        .values()
        .forEach(m ->
            flying.add(
                new Flight(
                    m.machine.id(),
                    m.machine.plan(),
                    m.machine.load(m.open()),
                    Duration.ofSeconds((long) (now - m.began)),
                    m.expected())));
    Situation situation =
        new Situation(flying, List.copyOf(candidates.values()), plans, limits, at);
    long before = System.nanoTime();
    Decision decision = Schedule.decide(situation);
    nanos.add(System.nanoTime() - before);
    for (String id : decision.admitted()) {
      candidates.remove(id);
      Estate.Machine machine = waiting.remove(id);
      plans.put(machine.plan(), new Terms(1, at));
      moving.put(id, new Moving(machine, now));
    }
    watch();
  }

  private void watch() {
    Map<Lane, Integer> used = new HashMap<>();
    Map<Lane, Integer> users = new HashMap<>();
    moving
        .values()
        .forEach(m ->
            m.machine
                .load(m.open())
                .units()
                .forEach((lane, n) -> {
                  used.merge(lane, n, Integer::sum);
                  users.merge(lane, 1, Integer::sum);
                }));
    used.forEach((lane, n) -> {
      if (n > limits.apply(lane).orElse(Integer.MAX_VALUE) && users.get(lane) > 1) {
        over++;
      }
    });
  }

  private void share() {
    Map<String, Integer> perHost = new HashMap<>();
    moving.values().forEach(m -> perHost.merge(m.machine.host(), m.open(), Integer::sum));
    double sum = 0;
    for (Moving m : moving.values()) {
      int there = perHost.get(m.machine.host());
      for (int i = 0; i < m.left.length; i++) {
        m.rate[i] = m.left[i] > 0 ? Math.min(estate.transferRate(), estate.hostRate() / there) : 0;
        sum += m.rate[i];
      }
    }
    double squeeze = Math.min(1, estate.storageRate() / Math.max(1, sum));
    moving
        .values()
        .forEach(m -> {
          for (int i = 0; i < m.rate.length; i++) {
            m.rate[i] *= squeeze;
          }
        });
  }

  // True when a place may have become free.
  private boolean advance() {
    double step = Double.MAX_VALUE;
    for (Moving m : moving.values()) {
      step = Math.min(step, m.convertedAt - now);
      for (int i = 0; i < m.left.length; i++) {
        step = m.left[i] > 0 ? Math.min(step, m.left[i] / m.rate[i]) : step;
      }
    }
    now += step;
    boolean freed = false;
    for (Moving m : List.copyOf(moving.values())) {
      freed |= advance(m, step);
    }
    return freed;
  }

  private boolean advance(Moving m, double step) {
    boolean freed = false;
    for (int i = 0; i < m.left.length; i++) {
      if (m.left[i] > 0) {
        m.left[i] -= m.rate[i] * step;
        if (m.left[i] < 1) {
          m.left[i] = 0;
          freed = true;
        }
      }
    }
    if (m.open() == 0 && m.convertedAt == Double.MAX_VALUE) {
      m.convertedAt = now + m.machine.conversion().toSeconds();
    }
    if (m.convertedAt <= now + 1e-6) {
      moving.remove(m.machine.id());
      planEnds.put(m.machine.plan(), now);
      freed = true;
    }
    return freed;
  }
}
