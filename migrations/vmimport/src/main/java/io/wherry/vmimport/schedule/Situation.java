package io.wherry.vmimport.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * All that counts for a decision.
 *
 * @param plans those that are missing have {@link Terms#DEFAULT}
 * @param limits of a lane; empty for none. 1 or more
 */
public record Situation(
    List<Flight> flying,
    List<Candidate> waiting,
    Map<String, Terms> plans,
    Function<Lane, OptionalInt> limits,
    Instant now) {
  /**
   * A machine that needs several places of a lane at once, and has waited for longer than this,
   * keeps smaller ones from taking them one by one.
   */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  Terms terms(String plan) {
    return plans.getOrDefault(plan, Terms.DEFAULT);
  }
}
