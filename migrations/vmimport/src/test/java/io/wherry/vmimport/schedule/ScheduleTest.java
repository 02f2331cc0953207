package io.wherry.vmimport.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Lane HOST = new Lane(Lane.Kind.HOST, "p", "esx-1");
  private static final Lane OTHER = new Lane(Lane.Kind.HOST, "p", "esx-2");

  private final List<Flight> flying = new ArrayList<>();
  private final List<Candidate> waiting = new ArrayList<>();
  private final Map<String, Terms> plans = new HashMap<>();

  private Decision decide(int limit) {
    return Schedule.decide(situation(limit));
  }

  private Situation situation(int limit) {
    return new Situation(flying, waiting, plans, _ -> OptionalInt.of(limit), NOW);
  }

  private void fly(String plan, Lane lane, int load) {
    flying.add(
        new Flight(
            "f" + flying.size(),
            plan,
            new Load(Map.of(lane, load)),
            Duration.ZERO,
            Optional.empty()));
  }

  private void fly(String plan, Lane lane, Duration elapsed, Duration left) {
    flying.add(
        new Flight(
            "f" + flying.size(), plan, new Load(Map.of(lane, 1)), elapsed, Optional.of(left)));
  }

  private void queue(String id, String plan, Lane lane, int load) {
    queue(id, plan, Map.of(lane, load), waiting.size());
  }

  private void queue(String id, String plan, Map<Lane, Integer> load, long bytes) {
    waiting.add(new Candidate(id, plan, new Load(load), bytes, NOW, 0));
  }

  @Test
  void biggestGoesFirst() {
    queue("small", "a", Map.of(HOST, 1), 10);
    queue("big", "a", Map.of(HOST, 1), 30);
    queue("middle", "a", Map.of(HOST, 1), 20);
    assertThat(decide(2).admitted()).containsExactly("big", "middle");
  }

  @Test
  void nobodyWaitsBehindOneThatWaitsForSomethingElse() {
    fly("a", HOST, 2);
    queue("blocked", "a", Map.of(HOST, 1), 30);
    queue("free", "a", Map.of(OTHER, 1), 20);
    Decision decision = decide(2);
    assertThat(decision.admitted()).containsExactly("free");
    assertThat(decision.waits().get("blocked").text())
        .isEqualTo("Waits for host esx-1: 2 of 2 transfers; place 1.");
  }

  @Test
  void weightsDivideThePlaces() {
    plans.put("heavy", new Terms(3, Instant.EPOCH));
    for (int i = 0; i < 9; i++) {
      queue("h" + i, "heavy", HOST, 1);
      queue("l" + i, "light", HOST, 1);
    }
    Decision decision = decide(8);
    assertThat(decision.admitted().stream().filter(id -> id.startsWith("h"))).hasSize(6);
    assertThat(decision.waits()).hasSize(10);
  }

  @Test
  void ofEqualsTheOneServedLongerAgoGoes() {
    plans.put("a", new Terms(1, NOW));
    plans.put("b", new Terms(1, NOW.minusSeconds(9)));
    queue("x", "a", HOST, 1);
    queue("y", "b", HOST, 1);
    assertThat(decide(1).admitted()).containsExactly("y");
  }

  @Test
  void whatIsBiggerThanTheLimitGoesAlone() {
    queue("huge", "a", HOST, 7);
    assertThat(decide(4).admitted()).containsExactly("huge");
    fly("b", HOST, 1);
    assertThat(decide(4).admitted()).isEmpty();
  }

  @Test
  void afterAWhileSmallOnesNoLongerTakeTheRoomOfALargeOne() {
    fly("b", HOST, 2);
    waiting.add(
        new Candidate("large", "a", new Load(Map.of(HOST, 3)), 99, NOW.minusSeconds(601), 0));
    queue("small", "b", HOST, 1);
    Decision decision = decide(4);
    assertThat(decision.admitted()).isEmpty();
    assertThat(decision.waits().get("large").place()).isEqualTo(1);
    assertThat(decision.waits().get("small").place()).isEqualTo(2);
  }

  @Test
  void saysWhenTheTurnComes() {
    fly("a", HOST, Duration.ofMinutes(20), Duration.ofMinutes(10));
    fly("a", HOST, Duration.ofMinutes(26), Duration.ofMinutes(4));
    for (int i = 0; i < 3; i++) {
      queue("q" + i, "a", Map.of(HOST, 1), 9 - i);
    }
    Map<String, Wait> waits = decide(2).waits();
    assertThat(waits.get("q0").text()).endsWith("place 1; about 4 min.");
    assertThat(waits.get("q1").text()).endsWith("place 2; about 10 min.");
    assertThat(waits.get("q2").text()).endsWith("place 3; about 34 min.");
  }

  @Property(tries = 400)
  void decidesAsTheRulesSay(@ForAll long seed) {
    Situation some = new Scene(new Random(seed)).situation(NOW);
    NaiveSchedule naive = new NaiveSchedule(some);
    Decision decision = Schedule.decide(some);
    assertThat(decision.admitted()).isEqualTo(naive.admitted());
    assertThat(decision.admitted().size() + decision.waits().size())
        .isEqualTo(some.waiting().size());
    some.waiting().stream()
        .filter(c -> decision.admitted().contains(c.id()))
        .forEach(c ->
            c.load()
                .units()
                .forEach((lane, load) -> {
                  int used = naive.used().get(lane);
                  int limit = some.limits().apply(lane).orElse(Integer.MAX_VALUE);
                  assertThat(used <= limit || used == load).isTrue();
                }));
  }

  @Property(tries = 400)
  void keepsRoomOnlyForThoseWhoAreSqueezedOut(@ForAll long seed) {
    Situation some = new Scene(new Random(seed)).situation(NOW.plusSeconds(3600));
    NaiveSchedule model = new NaiveSchedule(some);
    Decision decision = Schedule.decide(some);
    Map<String, Candidate> byId = new HashMap<>();
    some.waiting().forEach(c -> byId.put(c.id(), c));
    for (String id : decision.admitted()) {
      assertThat(model.fits(byId.get(id))).isTrue();
      byId.get(id).load().units().forEach((l, n) -> model.used().merge(l, n, Integer::sum));
    }
    for (String id : decision.waits().keySet()) {
      Candidate left = byId.get(id);
      boolean squeezed =
          decision.waits().keySet().stream()
              .map(byId::get)
              .anyMatch(o ->
                  o.load().units().entrySet().stream()
                      .anyMatch(
                          e -> e.getValue() > 1 && left.load().units().containsKey(e.getKey())));
      assertThat(!model.fits(left) || squeezed).isTrue();
    }
  }

  @Property(tries = 200)
  void placesOfALaneCountFromOne(@ForAll long seed) {
    Map<Lane, List<Integer>> places = new HashMap<>();
    Schedule.decide(new Scene(new Random(seed)).situation(NOW))
        .waits()
        .values()
        .forEach(w -> places.computeIfAbsent(w.lane(), _ -> new ArrayList<>()).add(w.place()));
    places
        .values()
        .forEach(p ->
            assertThat(p.stream().sorted().toList())
                .isEqualTo(java.util.stream.IntStream.rangeClosed(1, p.size()).boxed().toList()));
  }
}
