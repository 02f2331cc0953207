package io.wherry.vmimport.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules word by word, with no thought for speed: looks at everything for each place. */
final class NaiveSchedule {
  private final Situation situation;
  private final Map<Lane, Integer> used = new HashMap<>();
  private final Map<String, Integer> shares = new HashMap<>();
  private final Map<String, Integer> gained = new HashMap<>();

  NaiveSchedule(Situation situation) {
    this.situation = situation;
    for (Flight flight : situation.flying()) {
      flight.load().units().forEach((l, n) -> used.merge(l, n, Integer::sum));
      shares.merge(flight.plan(), 1, Integer::sum);
    }
  }

  List<String> admitted() {
    List<Candidate> waiting = new ArrayList<>(situation.waiting());
    List<String> result = new ArrayList<>();
    var next = waiting.stream().filter(this::fits).min(order());
    while (next.isPresent()) {
      Candidate chosen = next.get();
      waiting.remove(chosen);
      result.add(chosen.id());
      chosen.load().units().forEach((l, n) -> used.merge(l, n, Integer::sum));
      shares.merge(chosen.plan(), 1, Integer::sum);
      gained.merge(chosen.plan(), 1, Integer::sum);
      next = waiting.stream().filter(this::fits).min(order());
    }
    return result;
  }

  Map<Lane, Integer> used() {
    return used;
  }

  boolean fits(Candidate candidate) {
    return candidate.load().units().entrySet().stream()
        .allMatch(e -> {
          int now = used.getOrDefault(e.getKey(), 0);
          int limit = situation.limits().apply(e.getKey()).orElse(Integer.MAX_VALUE);
          return now == 0 || now + e.getValue() <= limit;
        });
  }

  private Comparator<Candidate> order() {
    return Comparator.comparingDouble((Candidate c) ->
            (double) shares.getOrDefault(c.plan(), 0) / situation.terms(c.plan()).weight())
        .thenComparing(c -> gained.getOrDefault(c.plan(), 0))
        .thenComparing(c -> situation.terms(c.plan()).served())
        .thenComparing(Candidate::plan)
        .thenComparing(Comparator.comparingLong(Candidate::bytes).reversed())
        .thenComparing(Candidate::since)
        .thenComparing(Candidate::position)
        .thenComparing(Candidate::id);
  }
}
