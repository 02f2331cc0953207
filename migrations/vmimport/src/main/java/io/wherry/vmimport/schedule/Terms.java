package io.wherry.vmimport.schedule;

import java.time.Instant;

/**
 * How a plan takes part.
 *
 * @param weight a plan of weight 2 gets twice as many places as one of weight 1; 1 or more
 * @param served when one of its machines began last; {@link Instant#EPOCH} for never
 */
public record Terms(int weight, Instant served) {
  /** Of a plan that nothing is known of. */
  public static final Terms DEFAULT = new Terms(1, Instant.EPOCH);
}
