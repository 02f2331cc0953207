package io.wherry.itinerary;

/**
 * One passage of a run through a step.
 *
 * @param path place in the route, see {@link Itinerary.Place}
 * @param step the step's wire name, for readers and for {@link Notes#of}
 * @param round 0 outside of loops
 */
public record LegKey(String path, String step, int round) {
  @Override
  public String toString() {
    return round == 0 ? step : step + " (round " + round + ")";
  }
}
