package io.wherry.blocks.copy;

/**
 * Finds how many connections are worth it: goes up while each step pays, goes back when it does
 * not, and tries again from time to time since sources and links change. Pure.
 */
final class Concurrency {
  private static final double PAYS = 1.08;
  private static final int REST = 12;

  private final int least;
  private final int most;
  private int limit;
  private int before;
  private double rateBefore;
  private int rest;

  Concurrency(int least, int start, int most) {
    this.least = least;
    this.most = most;
    this.limit = Math.clamp(start, least, most);
    this.before = limit;
  }

  int limit() {
    return limit;
  }

  /** Tells the rate (bytes per second) since the last call; the new limit. */
  int adjust(double rate) {
    if (rest > 0) {
      rest--;
      rateBefore = rate;
    } else if (limit > before && rate < rateBefore * PAYS) {
      limit = before;
      rest = REST;
    } else {
      before = limit;
      rateBefore = rate;
      limit = Math.clamp(limit + Math.max(1, limit / 2), least, most);
    }
    return limit;
  }
}
