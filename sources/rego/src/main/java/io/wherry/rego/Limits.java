package io.wherry.rego;

import java.time.Duration;

/**
 * How much one query may cost; beyond it ends with an error. Rules come from users, so the process
 * must survive any of them.
 *
 * @param steps things looked at: elements, values compared, calls
 * @param cells things made: elements of collections, characters of text by eights
 * @param time by the wall clock; checked every few thousand steps
 */
public record Limits(long steps, long cells, Duration time) {
  /** Four million cells are at most some 200 MB; the default rules need 2,000 steps for a VM. */
  public static final Limits DEFAULT = new Limits(50_000_000, 4_000_000, Duration.ofSeconds(5));
}
