package io.wherry.vmimport.run;

import io.wherry.resources.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/**
 * How many machines of a provider are in flight, and whose turn it is. What is in flight is counted
 * from the Run objects, so a restart loses nothing; only who waits is kept here.
 */
final class FlightSlots {
  /** A plan that waits asks again within this time; one that does not must not block others. */
  private static final Duration FRESH = Duration.ofMinutes(2);

  private final Map<String, Map<String, Instant>> waiting = new TreeMap<>();
  private final Map<String, ResourceKey> plans = new TreeMap<>();

  /** When each plan was last given a slot, counted in turns; a plan never served counts as 0. */
  private final Map<String, Long> served = new TreeMap<>();

  private long turns;
  private final IntSupplier most;

  /**
   * @param most machines of a provider in flight, as it is set now
   */
  FlightSlots(IntSupplier most) {
    this.most = most;
  }

  int most() {
    return most.getAsInt();
  }

  /**
   * How many more of its machines a plan may start now. Fair: a plan that waits and has fewer in
   * flight goes first; of two with as many, the one that was served longer ago.
   *
   * @param runs all runs of the provider
   * @param wanted how many wait for admission
   */
  synchronized int grant(
      ResourceKey plan, String provider, List<RunView> runs, int wanted, Instant now) {
    Map<String, Integer> flying = new TreeMap<>();
    for (RunView run : runs) {
      if (run.isAdmitted() && !run.isOver()) {
        flying.merge(run.plan().toString(), 1, Integer::sum);
      }
    }
    int free = most.getAsInt() - flying.values().stream().mapToInt(Integer::intValue).sum();
    int mine = flying.getOrDefault(plan.toString(), 0);
    Map<String, Instant> queue = waiting.computeIfAbsent(provider, _ -> new TreeMap<>());
    plans.put(plan.toString(), plan);
    queue.remove(plan.toString());
    queue.values().removeIf(asked -> asked.plus(FRESH).isBefore(now));
    int granted = 0;
    while (granted < wanted
        && granted < free
        && isTurnOf(plan.toString(), mine + granted, queue.keySet(), flying)) {
      granted++;
      served.put(plan.toString(), ++turns);
    }
    if (granted < wanted) {
      queue.put(plan.toString(), now);
    }
    return granted;
  }

  /** The plan waits for nothing any more. */
  synchronized void forget(ResourceKey plan) {
    waiting.values().forEach(q -> q.remove(plan.toString()));
    plans.remove(plan.toString());
    served.remove(plan.toString());
  }

  /** Plans to look at when a machine of any provider has ended. */
  synchronized Collection<ResourceKey> waiting() {
    return waiting.values().stream()
        .flatMap(q -> q.keySet().stream())
        .distinct()
        .map(plans::get)
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  private boolean isTurnOf(String plan, int mine, Set<String> queue, Map<String, Integer> flying) {
    return queue.stream()
        .allMatch(other -> {
          int theirs = flying.getOrDefault(other, 0);
          return theirs > mine || (theirs == mine && lastTurn(other) >= lastTurn(plan));
        });
  }

  private long lastTurn(String plan) {
    return served.getOrDefault(plan, 0L);
  }
}
