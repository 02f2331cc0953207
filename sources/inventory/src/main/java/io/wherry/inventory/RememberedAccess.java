package io.wherry.inventory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers allowed decisions for a short time; denials are asked again.
 *
 * @source inventory-and-providers.md 1.4
 */
final class RememberedAccess implements InventoryAccess {
  private static final Duration VALID = Duration.ofSeconds(10);

  /** Bounds memory against callers with ever new tokens. */
  private static final int MOST = 10_000;

  private final InventoryAccess asked;
  private final Clock clock;
  private final Map<Question, Instant> allowed = new ConcurrentHashMap<>();

  RememberedAccess(InventoryAccess asked, Clock clock) {
    this.asked = asked;
    this.clock = clock;
  }

  @Override
  public Verdict review(Question question) {
    Instant until = allowed.get(question);
    if (until != null && clock.instant().isBefore(until)) {
      return new Verdict.Allowed();
    }
    Verdict verdict = asked.review(question);
    if (verdict instanceof Verdict.Allowed) {
      if (allowed.size() >= MOST) {
        allowed.clear();
      }
      allowed.put(question, clock.instant().plus(VALID));
    } else {
      allowed.remove(question);
    }
    return verdict;
  }
}
