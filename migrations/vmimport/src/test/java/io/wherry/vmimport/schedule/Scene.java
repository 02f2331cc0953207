package io.wherry.vmimport.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** A random situation: few lanes and plans, so that they meet. */
record Scene(Random random) {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  Situation situation(Instant now) {
    Map<Lane, OptionalInt> limits = new HashMap<>();
    List<Lane> lanes = new ArrayList<>();
    for (Lane.Kind kind : Lane.Kind.values()) {
      for (int i = 0; i < 2; i++) {
        Lane lane = new Lane(kind, "", "n" + i);
        lanes.add(lane);
        limits.put(
            lane,
            random.nextInt(3) == 0 ? OptionalInt.empty() : OptionalInt.of(1 + random.nextInt(6)));
      }
    }
    Map<String, Terms> plans = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      plans.put(
          "plan-" + i, new Terms(1 + random.nextInt(3), START.minusSeconds(random.nextInt(3))));
    }
    List<Flight> flying = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      flying.add(
          new Flight(
              "f" + i, plan(), load(lanes), Duration.ofSeconds(i), Optional.of(Duration.ZERO)));
    }
    List<Candidate> waiting = new ArrayList<>();
    for (int i = random.nextInt(25); i > 0; i--) {
      waiting.add(
          new Candidate("c" + i, plan(), load(lanes), random.nextInt(5), START, random.nextInt(3)));
    }
    return new Situation(flying, waiting, plans, limits::get, now);
  }

  private String plan() {
    return "plan-" + random.nextInt(5);
  }

  private Load load(List<Lane> lanes) {
    Map<Lane, Integer> load = new HashMap<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      load.put(lanes.get(random.nextInt(lanes.size())), 1 + random.nextInt(3));
    }
    return new Load(load);
  }
}
