package io.wherry.vmimport.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When places of a lane become free: those under way end one after the other, then again. */
final class Outlook {
  private record Known(List<Long> lefts, long mean) {}

  private final Map<Lane, List<Flight>> byLane = new HashMap<>();
  private final Map<Lane, Optional<Known>> known = new HashMap<>();

  Outlook(List<Flight> flying) {
    for (Flight flight : flying) {
      flight
          .load()
          .units()
          .keySet()
          .forEach(lane -> byLane.computeIfAbsent(lane, _ -> new ArrayList<>()).add(flight));
    }
  }

  /** Time until the turn of a place; empty where too little is known. */
  Optional<Duration> until(Lane lane, int place) {
    return known
        .computeIfAbsent(lane, this::look)
        .map(k -> {
          int round = (place - 1) / k.lefts.size();
          int index = (place - 1) % k.lefts.size();
          return Duration.ofSeconds(k.lefts.get(index) + round * k.mean);
        });
  }

  // Flights that cannot say when they end are taken to last as long as the others do.
  private Optional<Known> look(Lane lane) {
    List<Flight> flights = byLane.getOrDefault(lane, List.of());
    var whole =
        flights.stream()
            .filter(f -> f.left().isPresent())
            .mapToLong(f -> f.elapsed().plus(f.left().get()).toSeconds())
            .average();
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    long mean = Math.round(whole.getAsDouble());
    List<Long> lefts =
        flights.stream()
            .map(f ->
                f.left()
                    .map(Duration::toSeconds)
                    .orElse(Math.max(0, mean - f.elapsed().toSeconds())))
            .sorted()
            .toList();
    return Optional.of(new Known(lefts, mean));
  }
}
